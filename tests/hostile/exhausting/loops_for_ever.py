"""Never leaves the cell."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
while True:
    pass
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
