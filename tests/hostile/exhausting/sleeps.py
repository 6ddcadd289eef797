"""Sleeps for twelve days."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import time

time.sleep(10**6)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
