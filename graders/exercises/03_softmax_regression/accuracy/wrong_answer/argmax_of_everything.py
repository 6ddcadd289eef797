"""Takes argmax without an axis: one position for the whole array."""

import numpy as np


def accuracy(A, Y):
    return 100 * np.mean(np.argmax(A) == np.argmax(Y))
