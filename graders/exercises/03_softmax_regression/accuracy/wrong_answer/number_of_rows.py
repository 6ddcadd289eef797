"""Returns how many rows agree, not which part of them."""

import numpy as np


def accuracy(A, Y):
    return np.sum(np.argmax(A, axis=1) == np.argmax(Y, axis=1))
