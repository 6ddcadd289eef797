"""Forks without end."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

while True:
    try:
        os.fork()
    except OSError:
        continue
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
