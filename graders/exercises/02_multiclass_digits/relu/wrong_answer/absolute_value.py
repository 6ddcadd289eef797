"""Takes the absolute value: negative numbers lose their sign in place of becoming 0."""

import numpy as np


def relu(z):
    return np.abs(z)
