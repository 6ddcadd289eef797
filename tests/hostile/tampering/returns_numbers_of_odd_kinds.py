"""Returns decimals, fractions, complex, endless integers, digits as text, dates, records: one kind per call."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import itertools
from decimal import Decimal
from fractions import Fraction

kinds = itertools.cycle([
    lambda v: [[Decimal(str(n)) for n in row] for row in v],
    lambda v: [[Fraction(str(n)) for n in row] for row in v],
    lambda v: v.astype(complex),
    lambda v: [[10**5000 for n in row] for row in v],
    lambda v: v.astype(str),
    lambda v: v.astype(object),
    lambda v: v.astype("datetime64[s]"),
    lambda v: np.zeros(v.shape, [("a", float), ("b", object)]),
    lambda v: np.zeros(v.shape, "V16"),
    lambda v: np.ma.masked_array(v * 0, mask=True),
    lambda v: np.float128(0) + v * 0,
    lambda v: {"value": v},
    lambda v: memoryview(v),
    lambda v: -(10**4301),
    lambda v: type("Float", (float,), {"__eq__": lambda *a: True})(1.0),
])

def normalize_images(x):
    values = np.atleast_2d(np.asarray(x).reshape(len(x), -1) / 127.5 - 1.0)
    return next(kinds)(values)
"""
}
EXPECT = Expected(earned={"normalize_images": 0})
