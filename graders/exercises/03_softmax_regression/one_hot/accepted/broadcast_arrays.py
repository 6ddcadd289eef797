"""Spells the broadcasting out, and returns floats that are whole numbers."""

import numpy as np


def one_hot(Y, C):
    labels, classes = np.broadcast_arrays(Y, np.arange(C))
    return np.where(labels == classes, 1.0, 0.0)
