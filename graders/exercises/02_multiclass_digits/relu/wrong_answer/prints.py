"""Prints the result in place of returning it."""

import numpy as np


def relu(z):
    print(np.maximum(0, z))
