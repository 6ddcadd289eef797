"""Looks at the first five rows only."""

import numpy as np


def accuracy(A, Y):
    return 100 * np.mean(np.argmax(A[:5], axis=1) == np.argmax(Y[:5], axis=1))
