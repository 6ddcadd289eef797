"""Uses (z + |z|) / 2, which gives floats for integers too."""

import numpy as np


def relu(z):
    return (z + np.abs(z)) / 2
