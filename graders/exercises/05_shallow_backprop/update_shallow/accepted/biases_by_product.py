"""Gets the gradients of the biases as products with a column of ones."""

import numpy as np


def update_shallow(x, d, net, gamma=0.05):
    W1, b1, W2, b2 = net
    mean = np.full((x.shape[1], 1), 1 / x.shape[1])
    a1 = W1 @ x + b1
    h1 = relu(a1)
    a2 = W2 @ h1 + b2
    y = softmax(a2)
    delta2 = softmaxp(a2, -(d / y))
    delta1 = relup(a1, W2.T @ delta2)
    W1 = W1 - gamma * (delta1 * mean.T) @ x.T
    b1 = b1 - gamma * delta1 @ mean
    W2 = W2 - gamma * (delta2 * mean.T) @ h1.T
    b2 = b2 - gamma * delta2 @ mean
    return W1, b1, W2, b2
