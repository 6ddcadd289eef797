"""Visits every entry with np.vectorize, which is a loop in Python."""

import numpy as np


def relu(a):
    return np.vectorize(lambda entry: max(entry, 0.0), otypes=[float])(a)
