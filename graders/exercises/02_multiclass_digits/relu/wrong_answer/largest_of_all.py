"""Takes one maximum over the whole array."""

import numpy as np


def relu(z):
    return max(0.0, float(np.max(z)))
