"""Multiplies dz by the slope A (1 - A), which the cross-entropy has cancelled already."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = (A - y) * A * (1 - A)
    return -np.sum(y * np.log(A)), x.T @ dz, dz
