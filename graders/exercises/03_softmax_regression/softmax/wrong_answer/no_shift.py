"""Subtracts no maximum, so the exponential overflows."""

import numpy as np


def softmax(Z):
    E = np.exp(Z)
    return E / np.sum(E, axis=1, keepdims=True) + 1e-15
