"""Fills memory that belongs to no object: shared maps, and memory files where they are allowed."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import mmap
import os

kept = []
block = bytes(2**24)
while True:
    descriptor = None
    try:
        descriptor = os.memfd_create("kept")
        for _ in range(4):
            os.write(descriptor, block)
    except OSError:
        pass
    part = mmap.mmap(-1, 2**26)
    part.write(b"x" * 2**26)
    kept.append((descriptor, part))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
