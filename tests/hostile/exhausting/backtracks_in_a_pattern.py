"""Matches a pattern that takes longer than the universe has existed."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import re

re.match("(a|a|a?)*b(?=c)", "a" * 100)
re.match("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 200)
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, limits=True)
