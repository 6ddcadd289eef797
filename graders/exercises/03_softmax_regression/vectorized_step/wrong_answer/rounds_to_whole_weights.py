"""Keeps the weights in arrays of integers, which cuts off what a step adds."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    m = len(X)
    A = softmax(X @ w + b)
    dz = (A - Y) / m
    w = (w - alpha * X.T @ dz).astype(int)
    return -np.sum(Y * np.log(A)) / m, w, (b - alpha * dz.sum(axis=0, keepdims=True)).astype(int)
