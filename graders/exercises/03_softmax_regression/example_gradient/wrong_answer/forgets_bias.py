"""Leaves the bias out of the logits."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w)
    dz = A - y
    return -np.sum(y * np.log(A)), x.T @ dz, dz
