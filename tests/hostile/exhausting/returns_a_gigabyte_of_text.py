"""Returns a text of a gigabyte."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return "x" * 10**9
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
