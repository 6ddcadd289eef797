"""Prints and raises terminal escape codes that hide, recolour or retype what the instructor's terminal shows."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": r"""
CODES = "\x1b[2J\x1b[H\x1b]0;all is right\x07\x1b[8mhidden\x1b[0m\x1b]52;c;cm0gLXJm\x07\x1b[31mred\x9b31m\r120 of 120 points\x08\x08"
print(CODES)

def normalize_images(x):
    raise ValueError(CODES)
""",
    "relup": r"""
import os
print("\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07")
os._exit(9)
""",
}
EXPECT = Expected(earned={"normalize_images": 0, "relup": 0}, limits=True)
