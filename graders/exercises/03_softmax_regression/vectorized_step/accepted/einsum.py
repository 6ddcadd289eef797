"""Writes every product with einsum and picks the true classes by index."""

import numpy as np


def vectorized_step(X, Y, w, b, alpha):
    m = X.shape[0]
    A = softmax(np.einsum("mn,nc->mc", X, w) + b)
    J = -np.mean(np.log(A[np.arange(m), np.argmax(Y, axis=1)]))
    D = (A - Y) / m
    return J, w - alpha * np.einsum("mn,mc->nc", X, D), b - alpha * np.einsum("mc->c", D)
