"""Loops over the flattened numbers and gives them their shape back."""

import numpy as np


def relu(z):
    out = []
    for value in np.ravel(z):
        out.append(max(0.0, float(value)))
    return np.array(out).reshape(np.shape(z))
