"""Uses e^(-z), so that the smallest logit wins."""

import numpy as np


def my_softmax(z):
    e = np.exp(np.min(z) - z)
    return e / e.sum()
