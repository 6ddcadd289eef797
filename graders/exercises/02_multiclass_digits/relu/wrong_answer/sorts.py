"""Sorts the numbers first, so the right values stand at the wrong places."""

import numpy as np


def relu(z):
    return np.maximum(np.sort(z, axis=None), 0).reshape(np.shape(z))
