"""Calls the one-example layer in a loop over the rows."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    b = np.ravel(b)
    return np.array([my_dense(row, W, b, g) for row in A_in])
