"""A loop over the rows, which this exercise does not forbid."""

import numpy as np


def EXERCISE(X):
    return np.array([row.mean() for row in X])
