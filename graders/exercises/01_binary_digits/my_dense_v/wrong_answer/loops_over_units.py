"""Fills the columns in a loop over the units."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    b = np.ravel(b)
    A_out = np.zeros((A_in.shape[0], W.shape[1]))
    for j in range(W.shape[1]):
        A_out[:, j] = g(A_in @ W[:, j] + b[j])
    return A_out
