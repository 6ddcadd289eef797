"""Writes `.npy` headers that claim a shape, an order or a kind which the bytes behind them do not have."""

from tests.hostile.expected import Expected

ASSIGNMENT = "05_shallow_backprop"
ANSWERS = {
    "normalize_images": """
import itertools
import numpy.lib.format as npy

claims = itertools.cycle([
    {"shape": (10**12,), "fortran_order": False, "descr": "<f8"},
    {"shape": (-1, 2), "fortran_order": False, "descr": "<f8"},
    {"shape": (3, 2), "fortran_order": False, "descr": "|O"},
    {"shape": (3, 2), "fortran_order": False, "descr": [("a", "<f8", (10**9,))]},
    {"shape": ((((), ), ), ), "fortran_order": "x" * 10**6, "descr": "<f8"},
])
forged = lambda array: next(claims)
for module in (npy, getattr(np.lib, "_format_impl", npy)):
    module.header_data_from_array_1_0 = forged

def normalize_images(x):
    return np.zeros(np.shape(x))
"""
}
EXPECT = Expected(earned={"normalize_images": 0}, keeps=False)
