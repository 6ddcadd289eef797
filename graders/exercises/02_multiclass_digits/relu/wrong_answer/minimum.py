"""Takes the minimum with 0: keeps the wrong half."""

import numpy as np


def relu(z):
    return np.minimum(0, z)
