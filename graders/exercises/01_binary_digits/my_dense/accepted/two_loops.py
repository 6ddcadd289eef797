"""Loops over units and features, and needs nothing from NumPy but an empty array."""

import numpy as np


def my_dense(a_in, W, b, g):
    n, units = W.shape
    a_out = np.zeros(units)
    for j in range(units):
        z = b[j]
        for i in range(n):
            z = z + a_in[i] * W[i, j]
        a_out[j] = g(z)
    return a_out
