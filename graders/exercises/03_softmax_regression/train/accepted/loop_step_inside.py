"""Trains with the slow step, and collects the costs in an array."""

import numpy as np


def train(X, Y, alpha, iterations):
    w, b = np.zeros((X.shape[1], Y.shape[1])), np.zeros((1, Y.shape[1]))
    costs = np.zeros(iterations)
    for i in range(iterations):
        costs[i], w, b = loop_step(X, Y, w, b, alpha)
    return w, b, costs
