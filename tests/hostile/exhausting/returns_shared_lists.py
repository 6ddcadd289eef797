"""Returns thirty nested lists of two references each: a billion items when they are written out."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    shared = [0.0]
    for _ in range(30):
        shared = [shared, shared]
    return shared
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
