"""Writes one file without end."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
with open("huge", "wb") as file:
    block = bytes(2**24)
    while True:
        file.write(block)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says=("file", "space", "large", "stopped", "ended", "not defined"))
