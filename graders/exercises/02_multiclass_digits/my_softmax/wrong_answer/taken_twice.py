"""Takes the softmax of the softmax."""

import numpy as np


def _once(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def my_softmax(z):
    return _once(_once(z))
