"""Defines a function that never returns and catches whatever is raised to stop it."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
def normalize_images(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
