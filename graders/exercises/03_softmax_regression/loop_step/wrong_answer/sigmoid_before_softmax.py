"""Puts a sigmoid between the linear part and the softmax."""

import numpy as np


def loop_step(X, Y, w, b, alpha):
    m = len(X)
    J = dw = db = 0
    for i in range(m):
        x, y = X[i : i + 1], Y[i : i + 1]
        A = softmax(1 / (1 + np.exp(-(x @ w + b))))
        J = J - np.sum(y * np.log(A))
        dw, db = dw + x.T @ (A - y), db + (A - y)
    return J / m, w - alpha * dw / m, b - alpha * db / m
