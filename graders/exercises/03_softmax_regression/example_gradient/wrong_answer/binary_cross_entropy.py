"""Sums the binary cross-entropy over the classes in place of the categorical one."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = A - y
    J = -np.sum(y * np.log(A) + (1 - y) * np.log(np.maximum(1 - A, 1e-15)))
    return J, x.T @ dz, dz
