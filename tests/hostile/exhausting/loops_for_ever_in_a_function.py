"""Defines a function that never returns."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    while True:
        pass
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
