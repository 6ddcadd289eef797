"""Finds the smallest entry of each row of A."""

import numpy as np


def accuracy(A, Y):
    return 100 * np.mean(np.argmin(A, axis=1) == np.argmax(Y, axis=1))
