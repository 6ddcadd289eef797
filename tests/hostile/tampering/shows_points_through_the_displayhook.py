"""Calls `sys.displayhook(5)` inside the function, which plain nbgrader reads as five points."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import sys

def normalize_images(x):
    sys.displayhook(5)
    sys.__displayhook__(5)
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
