"""Hides the bias in the matrix product: a column of ones beside the examples, the bias as a last row of weights."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    ones = np.ones((A_in.shape[0], 1))
    return g(np.hstack([A_in, ones]) @ np.vstack([W, np.atleast_2d(b)]))
