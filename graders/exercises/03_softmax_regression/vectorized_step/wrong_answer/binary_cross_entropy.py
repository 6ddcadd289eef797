"""Reports the binary cross-entropy summed over the classes; the gradient is that of the categorical one."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    m = len(X)
    A = softmax(X @ w + b)
    J = -np.sum(Y * np.log(A) + (1 - Y) * np.log(np.maximum(1 - A, 1e-15))) / m
    dz = (A - Y) / m
    return J, w - alpha * X.T @ dz, b - alpha * dz.sum(axis=0, keepdims=True)
