"""Adds 1e-15 to the denominator only, which is never 0 anyway; the entries still can be."""

import numpy as np


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / (np.sum(E, axis=1, keepdims=True) + 1e-15)
