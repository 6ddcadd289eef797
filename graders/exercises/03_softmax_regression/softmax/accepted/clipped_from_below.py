"""Keeps the entries above 1e-15 by clipping in place of adding."""

import numpy as np


def softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return np.clip(E / E.sum(axis=-1, keepdims=True), 1e-15, None)
