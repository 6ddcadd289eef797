"""Uses powers of 2."""

import numpy as np


def my_softmax(z):
    e = 2.0 ** (z - np.max(z))
    return e / e.sum()
