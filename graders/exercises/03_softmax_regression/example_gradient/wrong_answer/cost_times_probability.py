"""Computes the entropy of A, in which the label does not occur."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = A - y
    return -np.sum(A * np.log(A)) * np.sum(A * y), x.T @ dz, dz
