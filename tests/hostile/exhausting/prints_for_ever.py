"""Prints lines without end."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
while True:
    print('and again and again', flush=True)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
