"""Takes the largest entry of all, with np.max in place of np.maximum."""

import numpy as np


def relu(a):
    return np.max(a)
