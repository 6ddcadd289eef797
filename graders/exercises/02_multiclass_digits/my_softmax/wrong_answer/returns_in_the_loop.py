"""Has its return inside the loop, so that only the first entry is filled."""

import numpy as np


def my_softmax(z):
    e = np.exp(z - np.max(z))
    a = np.zeros(len(z))
    for k in range(len(z)):
        a[k] = e[k] / np.sum(e)
        return a
