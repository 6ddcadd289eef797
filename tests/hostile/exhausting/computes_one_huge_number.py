"""Computes a number of a billion digits in one step that no signal interrupts."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return pow(3, 10**9)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
