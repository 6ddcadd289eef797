"""Takes y - A for dz, so every step would go uphill."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = y - A
    return -np.sum(y * np.log(A)), x.T @ dz, dz
