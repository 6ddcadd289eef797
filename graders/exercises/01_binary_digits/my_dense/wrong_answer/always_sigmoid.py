"""Applies the sigmoid whichever activation is passed."""

import numpy as np


def my_dense(a_in, W, b, g):
    a_out = np.zeros(W.shape[1])
    for j in range(W.shape[1]):
        a_out[j] = 1 / (1 + np.exp(-(np.dot(a_in, W[:, j]) + b[j])))
    return a_out
