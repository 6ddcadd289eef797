"""Divides by the largest exponential in place of the sum."""

import numpy as np


def my_softmax(z):
    return np.exp(z - np.max(z))
