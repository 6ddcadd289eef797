"""Writes out the Jacobian of one column after the other."""

import numpy as np


def softmaxp(a, e):
    g = softmax(a)
    delta = np.empty(g.shape)
    for k in range(g.shape[1]):
        delta[:, k] = (np.diag(g[:, k]) - np.outer(g[:, k], g[:, k])) @ e[:, k]
    return delta
