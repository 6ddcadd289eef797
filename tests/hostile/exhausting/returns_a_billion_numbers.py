"""Returns a billion numbers that take no memory where they are made: one number seen a billion times."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return np.broadcast_to(np.float64(0), (10**9,))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
