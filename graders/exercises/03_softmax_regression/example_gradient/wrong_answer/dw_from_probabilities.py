"""Multiplies x.T by A in place of A - y."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    return -np.sum(y * np.log(A)), x.T @ A, A - y
