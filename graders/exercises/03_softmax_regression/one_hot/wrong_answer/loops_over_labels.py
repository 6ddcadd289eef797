"""Writes the ones one at a time in a Python loop."""

import numpy as np


def one_hot(Y, C):
    H = np.zeros((len(Y), C), dtype=int)
    for i in range(len(Y)):
        H[i, Y[i, 0]] = 1
    return H
