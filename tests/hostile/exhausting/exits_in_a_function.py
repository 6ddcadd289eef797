"""Ends its process with status 0 whenever its function is called."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

def normalize_images(x):
    os._exit(0)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says=("ended", "died", "process", "kernel"))
