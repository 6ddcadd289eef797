"""Prints the result and returns nothing."""

import numpy as np


def my_dense(a_in, W, b, g):
    a_out = np.zeros(W.shape[1])
    for j in range(W.shape[1]):
        a_out[j] = g(np.dot(a_in, W[:, j]) + b[j])
    print(a_out)
