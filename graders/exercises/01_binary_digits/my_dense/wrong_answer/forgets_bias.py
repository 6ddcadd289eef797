"""Leaves the bias out of the sum."""

import numpy as np


def my_dense(a_in, W, b, g):
    a_out = np.zeros(W.shape[1])
    for j in range(W.shape[1]):
        a_out[j] = g(np.dot(a_in, W[:, j]))
    return a_out
