"""Picks the true class by its index, and takes an outer product of flat arrays; db is flat."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)[0]
    label = int(np.argmax(y))
    dz = A.copy()
    dz[label] -= 1
    return -np.log(A[label]), np.outer(x, dz), dz
