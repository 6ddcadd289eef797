"""Adds the weighted sum into the bias array itself and so spoils it for the next call."""

import numpy as np


def my_dense(a_in, W, b, g):
    for j in range(W.shape[1]):
        b[j] += np.dot(a_in, W[:, j])
    return np.array([g(z) for z in b])
