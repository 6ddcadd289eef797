"""Throws the new weights away, so every step starts from zero."""

import numpy as np


def train(X, Y, alpha, iterations):
    w, b, costs = np.zeros((X.shape[1], Y.shape[1])), np.zeros((1, Y.shape[1])), []
    for _ in range(iterations):
        costs.append(vectorized_step(X, Y, w, b, alpha)[0])
    return w, b, costs
