"""Keeps the weights outside the function, so a second call goes on where the first ended."""

import numpy as np

memory = {}


def train(X, Y, alpha, iterations):
    shape = (X.shape[1], Y.shape[1])
    w, b = memory.get((shape, alpha), (np.zeros(shape), np.zeros((1, shape[1]))))
    costs = []
    for _ in range(iterations):
        J, w, b = vectorized_step(X, Y, w, b, alpha)
        costs.append(J)
    memory[shape, alpha] = w, b
    return w, b, costs
