"""Adds 1e-15 to every entry, as assignment 03 does."""

import numpy as np


def softmax(a):
    e = np.exp(a - a.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True) + 1e-15
