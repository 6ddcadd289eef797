"""Makes db a single number, the sum over all classes."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = A - y
    return -np.sum(y * np.log(A)), x.T @ dz, np.sum(dz)
