"""Cuts the fractions off by an array of integers."""

import numpy as np


def relu(z):
    return np.maximum(z, 0).astype(int)
