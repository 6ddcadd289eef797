"""Makes db one sum over everything, which is always 0, so the biases never move."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    m = len(X)
    A = softmax(X @ w + b)
    dz = A - Y
    J = -np.sum(Y * np.log(A)) / m
    return J, w - alpha * X.T @ dz / m, b - alpha * np.sum(dz) / m
