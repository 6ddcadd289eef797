"""Returns a list of ten million items, and one of empty lists."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    return [0.0] * 10**7
"""
}
# Whether a limit of time stops it first depends on the machine; the mark does not.
EXPECT = Expected(earned={"normalize_images": 0})
