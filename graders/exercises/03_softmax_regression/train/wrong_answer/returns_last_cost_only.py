"""Returns one number, the last cost, in place of all of them."""

import numpy as np


def train(X, Y, alpha, iterations):
    w, b = np.zeros((X.shape[1], Y.shape[1])), np.zeros((1, Y.shape[1]))
    for _ in range(iterations):
        J, w, b = vectorized_step(X, Y, w, b, alpha)
    return w, b, J
