"""Changes a copy of the network in place."""

import numpy as np


def update_shallow(x, d, net, gamma=0.05):
    new = [np.array(part, dtype=float) for part in net]
    a1 = net[0] @ x + net[1]
    h1 = relu(a1)
    a2 = net[2] @ h1 + net[3]
    e = -d / softmax(a2) / x.shape[1]
    delta2 = softmaxp(a2, e)
    delta1 = relup(a1, net[2].T @ delta2)
    new[0] -= gamma * np.dot(delta1, x.T)
    new[1] -= gamma * np.sum(delta1, axis=1, keepdims=True)
    new[2] -= gamma * np.dot(delta2, h1.T)
    new[3] -= gamma * np.sum(delta2, axis=1, keepdims=True)
    return new
