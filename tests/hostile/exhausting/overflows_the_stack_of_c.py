"""Overflows the stack of C code by freeing and comparing deeply nested objects."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import sys

sys.setrecursionlimit(2**31 - 1)

def nested():
    value = ()
    for _ in range(10**6):
        value = (value,)
    return value

print(nested() == nested())
hash(nested())

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
