"""Writes the new weights into arrays of whole numbers."""

import numpy as np


def update_shallow(x, d, net, gamma=0.05):
    W1, b1, W2, b2 = net
    m = x.shape[1]
    a1 = W1 @ x + b1
    h1 = relu(a1)
    a2 = W2 @ h1 + b2
    delta2 = softmaxp(a2, -d / softmax(a2)) / m
    delta1 = relup(a1, W2.T @ delta2)
    new = [np.zeros(part.shape, dtype=int) for part in net]
    new[0][:] = W1 - gamma * delta1 @ x.T
    new[1][:] = b1 - gamma * delta1.sum(axis=1, keepdims=True)
    new[2][:] = W2 - gamma * delta2 @ h1.T
    new[3][:] = b2 - gamma * delta2.sum(axis=1, keepdims=True)
    return tuple(new)
