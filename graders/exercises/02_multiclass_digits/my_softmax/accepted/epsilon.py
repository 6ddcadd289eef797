"""Adds 1e-7 below the fraction line, which changes nothing that matters."""

import numpy as np


def my_softmax(z):
    e = np.exp(z - np.max(z))
    return e / (e.sum() + 1e-7)
