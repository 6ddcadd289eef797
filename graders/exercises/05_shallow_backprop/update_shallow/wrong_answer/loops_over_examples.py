"""Adds up the gradients of one example after the other."""

import numpy as np


def update_shallow(x, d, net, gamma=0.05):
    W1, b1, W2, b2 = net
    m = x.shape[1]
    total = [np.zeros(part.shape) for part in net]
    for k in range(m):
        xk, dk = x[:, [k]], d[:, [k]]
        a1 = W1 @ xk + b1
        h1 = relu(a1)
        a2 = W2 @ h1 + b2
        delta2 = softmaxp(a2, -dk / softmax(a2))
        delta1 = relup(a1, W2.T @ delta2)
        total[0] += delta1 @ xk.T
        total[1] += delta1
        total[2] += delta2 @ h1.T
        total[3] += delta2
    return tuple(part - gamma * gradient / m for part, gradient in zip(net, total))
