"""Keeps arrays until no memory is left."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
kept = []
while True:
    kept.append(np.ones(2**22))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
