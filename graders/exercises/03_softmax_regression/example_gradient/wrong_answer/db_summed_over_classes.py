"""Makes db one sum over all classes, repeated for each: it is always 0."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = A - y
    return -np.sum(y * np.log(A)), x.T @ dz, np.sum(dz) * np.ones_like(b)
