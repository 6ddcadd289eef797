"""Returns lists that are nested a million deep."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return nested
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
