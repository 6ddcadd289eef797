"""Makes dw from the logits Z in place of dz."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    m = len(X)
    Z = X @ w + b
    A = softmax(Z)
    J = -np.sum(Y * np.log(A)) / m
    return J, w - alpha * X.T @ Z / m, b - alpha * (A - Y).mean(axis=0, keepdims=True)
