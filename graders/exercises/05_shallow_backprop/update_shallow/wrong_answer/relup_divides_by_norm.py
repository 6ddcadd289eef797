"""Scales the error to length 1 where it passes relu, so that its size is lost."""

import numpy as np


def update_shallow(x, d, net, gamma=0.05):
    W1, b1, W2, b2 = net
    m = x.shape[1]
    a1 = W1 @ x + b1
    h1 = relu(a1)
    a2 = W2 @ h1 + b2
    delta2 = softmaxp(a2, -d / softmax(a2)) / m
    delta1 = relup(a1, W2.T @ delta2)
    delta1 = delta1 / np.linalg.norm(delta1)
    return (
        W1 - gamma * delta1 @ x.T,
        b1 - gamma * delta1.sum(axis=1, keepdims=True),
        W2 - gamma * delta2 @ h1.T,
        b2 - gamma * delta2.sum(axis=1, keepdims=True),
    )
