"""Answers the question of the public test from memory and no other: the public points are its due, no more."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
KNOWN = {(0, 51, 255, 204, 102, 153): [[-1.0, -0.6], [1.0, 0.6], [-0.2, 0.2]]}

def normalize_images(x):
    return np.array(KNOWN.get(tuple(np.ravel(x).tolist()), np.zeros(np.shape(x))))
"""
}
EXPECT = Expected(earned={"normalize_images": 1.5})
