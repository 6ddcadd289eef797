"""Adds one ten-thousandth to every entry, which can be seen in the sum."""

import numpy as np


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True) + 1e-4
