"""Returns nested lists."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    return np.asarray(g(np.dot(A_in, W) + b)).tolist()
