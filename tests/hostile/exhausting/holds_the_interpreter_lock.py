"""Sleeps in C code without giving up Python's lock, so that no other thread of its process runs."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes

ctypes.PyDLL(None).sleep(100000)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
