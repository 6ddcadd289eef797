"""Encodes labels that are one-hot already."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    m = len(X)
    Y = (Y == np.arange(Y.shape[1])).astype(int)
    A = softmax(X @ w + b)
    dz = (A - Y) / m
    return -np.sum(Y * np.log(A)) / m, w - alpha * X.T @ dz, b - alpha * dz.sum(axis=0, keepdims=True)
