"""Chooses with np.where."""

import numpy as np


def relu(a):
    return np.where(a > 0, a, 0)
