"""Replaces `isinstance`, `callable`, `abs` and `__import__` among the built-in functions."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import builtins

importing = builtins.__import__
builtins.isinstance = lambda thing, kind: True
builtins.callable = lambda thing: True
builtins.abs = lambda number: 0.0
builtins.__import__ = lambda *arguments, **options: importing(*arguments, **options)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)  # its kernel needs `isinstance` itself
