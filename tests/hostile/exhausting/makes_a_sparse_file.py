"""Makes a file that claims a size of a terabyte."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

with open("sparse", "wb") as file:
    file.truncate(2**40)
print(os.path.getsize("sparse"))
raise SystemExit("a terabyte")
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
