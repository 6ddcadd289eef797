"""Closes every descriptor, and with them the kernel's own connections."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

os.closerange(0, 4096)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
