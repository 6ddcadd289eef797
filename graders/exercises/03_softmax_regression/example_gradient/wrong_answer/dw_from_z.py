"""Multiplies x.T by z in place of dz."""

import numpy as np


def example_gradient(x, y, w, b):
    z = x @ w + b
    A = softmax(z)
    dz = A - y
    return -np.sum(y * np.log(A)), x.T @ z, dz
