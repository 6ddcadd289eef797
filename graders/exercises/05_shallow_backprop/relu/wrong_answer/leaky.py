"""Lets a hundredth of the negative entries through."""

import numpy as np


def relu(a):
    return np.where(a > 0, a, 0.01 * a)
