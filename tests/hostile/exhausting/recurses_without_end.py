"""Calls itself without end, with Python's own limit raised."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import sys

def normalize_images(x):
    sys.setrecursionlimit(2**31 - 1)
    return normalize_images(normalize_images(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
