"""Replaces `AssertionError` by a class that nothing raises."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import builtins

class Never(BaseException):
    def __new__(cls, *arguments):
        return SystemExit(0)

builtins.AssertionError = Never
builtins.NotImplementedError = Never

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
