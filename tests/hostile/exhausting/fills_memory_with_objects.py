"""Keeps small objects until no memory is left, in chains that take long to free."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
chain = None
while True:
    for _ in range(10**6):
        chain = [chain]
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
