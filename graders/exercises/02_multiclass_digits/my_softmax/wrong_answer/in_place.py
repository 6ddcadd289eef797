"""Shifts the argument itself."""

import numpy as np


def my_softmax(z):
    z -= np.max(z)
    e = np.exp(z)
    return e / e.sum()
