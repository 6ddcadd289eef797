"""Asks whether the true class has the largest entry, and returns an array of one number."""

import numpy as np


def accuracy(A, Y):
    true = np.sum(np.where(Y == 1, A, 0), axis=1, keepdims=True)
    return 100 * np.mean(np.all(true >= A, axis=1), keepdims=True)
