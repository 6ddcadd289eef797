"""Takes the sigmoid of each logit for A, which does not sum to 1."""

import numpy as np


def example_gradient(x, y, w, b):
    A = 1 / (1 + np.exp(-(x @ w + b)))
    dz = A - y
    return -np.sum(y * np.log(A + 1e-15)), x.T @ dz, dz
