"""Puts a sigmoid between the linear part and the softmax."""

import numpy as np


def example_gradient(x, y, w, b):
    z = 1 / (1 + np.exp(-(x @ w + b)))
    A = softmax(z)
    dz = A - y
    return -np.sum(y * np.log(A)), x.T @ dz, dz
