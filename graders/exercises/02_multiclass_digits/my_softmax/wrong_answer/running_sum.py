"""Divides while the sum is still growing."""

import numpy as np


def my_softmax(z):
    total, a = 0.0, []
    for value in z - np.max(z):
        total += np.exp(value)
        a.append(np.exp(value) / total)
    return np.array(a)
