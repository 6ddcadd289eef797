"""Steps along the sum of the gradients in place of their mean."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    A = softmax(X @ w + b)
    dz = A - Y
    J = -np.sum(Y * np.log(A)) / len(X)
    return J, w - alpha * X.T @ dz, b - alpha * dz.sum(axis=0, keepdims=True)
