"""Adds nothing, so an entry can be exactly 0 and its logarithm minus infinity."""

import numpy as np


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)
