"""Uses no earlier function; the bias is flat."""

import numpy as np


def train(X, Y, alpha, iterations):
    (m, n), C = X.shape, Y.shape[1]
    w, b, costs = np.zeros((n, C)), np.zeros(C), []
    while len(costs) < iterations:
        E = np.exp(X @ w + b - np.max(X @ w + b, axis=1, keepdims=True))
        A = E / E.sum(axis=1, keepdims=True) + 1e-16
        costs.append(float(-np.mean(np.log(A[Y == 1]))))
        w -= alpha * X.T @ (A - Y) / m
        b -= alpha * np.mean(A - Y, axis=0)
    return w, b, costs
