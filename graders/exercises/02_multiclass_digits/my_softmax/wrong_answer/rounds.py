"""Rounds to two digits, as the text prints it."""

import numpy as np


def my_softmax(z):
    e = np.exp(z - np.max(z))
    return np.round(e / e.sum(), 2)
