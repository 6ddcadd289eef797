"""Indents the return too far, so that the loop ends with its first unit."""

import numpy as np


def my_dense(a_in, W, b, g):
    units = W.shape[1]
    a_out = np.zeros(units)
    for j in range(units):
        a_out[j] = g(np.dot(a_in, W[:, j]) + b[j])
        return a_out
