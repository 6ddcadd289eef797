"""Divides by the 60,000 of the full data set, whatever m is."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    A = softmax(X @ w + b)
    dz = (A - Y) / 60000
    return -np.sum(Y * np.log(A)) / 60000, w - alpha * X.T @ dz, b - alpha * dz.sum(axis=0, keepdims=True)
