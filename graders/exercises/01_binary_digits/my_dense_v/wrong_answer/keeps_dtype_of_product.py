"""Writes the result into an array of the dtype of the product."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    Z = A_in @ W + b
    A_out = np.zeros_like(Z)
    A_out[:] = g(Z)
    return A_out
