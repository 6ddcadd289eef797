"""Prints without end whenever its function is called."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    while True:
        print('x' * 10_000)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
