"""Writes to the descriptors of standard output and error without end, past Python's own streams."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

block = b"x" * 65536
while True:
    os.write(2, block)
    os.write(1, block)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
