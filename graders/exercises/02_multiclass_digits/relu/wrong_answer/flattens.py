"""Loses the shape: everything comes back in one row."""

import numpy as np


def relu(z):
    return np.array([max(0, value) for value in np.ravel(z)])
