"""Subtracts the first row, which need not be the largest."""

import numpy as np


def softmax(a):
    e = np.exp(a - a[0])
    return e / e.sum(axis=0)
