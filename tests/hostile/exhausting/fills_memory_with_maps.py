"""Fills memory that belongs to no object: anonymous and shared maps, memory files."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import mmap
import os

kept = []
while True:
    descriptor = os.memfd_create("kept")
    block = bytes(2**24)
    for _ in range(4):
        os.write(descriptor, block)
    part = mmap.mmap(-1, 2**26)
    part.write(b"x" * 2**26)
    kept.append((descriptor, part))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
