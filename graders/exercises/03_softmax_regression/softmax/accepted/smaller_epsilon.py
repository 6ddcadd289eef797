"""Adds 1e-16 in place of 1e-15: it keeps the logarithm finite just as well."""

import numpy as np


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True) + 1e-16
