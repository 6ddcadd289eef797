"""Visits every entry in two loops."""

import numpy as np


def relup(a, e):
    delta = np.zeros(a.shape)
    for i in range(a.shape[0]):
        for k in range(a.shape[1]):
            if a[i, k] > 0:
                delta[i, k] = e[i, k]
    return delta
