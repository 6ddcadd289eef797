"""Reads memory at address 8."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import ctypes

ctypes.string_at(8)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
