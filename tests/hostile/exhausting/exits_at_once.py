"""Ends its process with status 0, as if all were well."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import os

os._exit(0)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
