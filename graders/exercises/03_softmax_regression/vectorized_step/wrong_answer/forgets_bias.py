"""Leaves the bias out of the logits."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    m = len(X)
    A = softmax(X @ w)
    dz = (A - Y) / m
    return -np.sum(Y * np.log(A)) / m, w - alpha * X.T @ dz, b - alpha * dz.sum(axis=0, keepdims=True)
