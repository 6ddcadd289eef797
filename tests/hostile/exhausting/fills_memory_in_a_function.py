"""Keeps arrays until no memory is left, whenever its function is called."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
kept = []

def normalize_images(x):
    while True:
        kept.append(np.ones(2**22))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
