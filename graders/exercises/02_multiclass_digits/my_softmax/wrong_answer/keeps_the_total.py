"""Adds every call's exponentials to one global sum, so that only the first call is right."""

import numpy as np

total = 0.0


def my_softmax(z):
    global total
    e = np.exp(z - np.max(z))
    total += e.sum()
    return e / total
