"""Reads memory at address 8 whenever its function is called."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes

def normalize_images(x):
    return ctypes.string_at(8)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, says=("ended", "died", "process", "kernel", "crash"))
