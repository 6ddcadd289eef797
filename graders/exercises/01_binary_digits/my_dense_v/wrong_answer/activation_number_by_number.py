"""Multiplies the matrices, then hands the numbers to g one at a time."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    return np.vectorize(g, otypes=[float])(A_in @ W + b)
