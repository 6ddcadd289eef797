"""Keeps the weights in arrays of integers, so small steps are lost."""

import numpy as np


def train(X, Y, alpha, iterations):
    w = np.zeros((X.shape[1], Y.shape[1]), dtype=int)
    b = np.zeros((1, Y.shape[1]), dtype=int)
    costs = []
    for _ in range(iterations):
        J, w[:], b[:] = vectorized_step(X, Y, w, b, alpha)
        costs.append(J)
    return w, b, costs
