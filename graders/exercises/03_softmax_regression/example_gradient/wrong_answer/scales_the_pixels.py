"""Divides x by 255 inside the function."""

import numpy as np


def example_gradient(x, y, w, b):
    x = x / 255
    A = softmax(x @ w + b)
    dz = A - y
    return -np.sum(y * np.log(A)), x.T @ dz, dz
