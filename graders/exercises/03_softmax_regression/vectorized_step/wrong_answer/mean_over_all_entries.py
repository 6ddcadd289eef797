"""Takes the mean over examples and classes, so the cost is C times too small."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    A = softmax(X @ w + b)
    dz = (A - Y) / len(X)
    return -np.mean(Y * np.log(A)), w - alpha * X.T @ dz, b - alpha * dz.sum(axis=0, keepdims=True)
