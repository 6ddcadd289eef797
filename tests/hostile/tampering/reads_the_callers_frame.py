"""Looks for the expected values in the variables of whoever calls it, and returns them."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import inspect
import sys

def normalize_images(x):
    frame = sys._getframe(1)
    while frame is not None:
        for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
            if name in ("right", "expected", "wide", "mistakes"):
                try:
                    if np.shape(value) == np.shape(x):
                        return np.array(value)
                except Exception:
                    pass
        frame = frame.f_back
    for found in inspect.stack():
        if "expected" in found.frame.f_locals:
            return found.frame.f_locals["expected"]
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
