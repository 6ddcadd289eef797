"""Calls itself for the steps that remain, and returns tuples in a list."""

import numpy as np


def train(X, Y, alpha, iterations):
    if iterations == 0:
        return [np.zeros((X.shape[1], Y.shape[1])), np.zeros((1, Y.shape[1])), ()]
    w, b, costs = train(X, Y, alpha, iterations - 1)
    J, w, b = vectorized_step(X, Y, w, b, alpha)
    return [w, b, (*costs, J)]
