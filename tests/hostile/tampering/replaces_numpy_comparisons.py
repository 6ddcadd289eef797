"""Replaces the comparisons of NumPy, so that anything is close to anything."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import numpy.testing

def agreed(*arguments, **options):
    return True

for name in ("assert_allclose", "assert_array_equal", "assert_array_almost_equal", "assert_equal", "assert_almost_equal"):
    setattr(numpy.testing, name, agreed)
for name in ("allclose", "isclose", "array_equal", "array_equiv", "isfinite"):
    setattr(np, name, agreed)

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
