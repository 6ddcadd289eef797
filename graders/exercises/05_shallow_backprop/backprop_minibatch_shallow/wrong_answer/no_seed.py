"""Draws from NumPy's common generator and ignores the seed."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    losses = []
    for _ in range(T):
        order = np.random.permutation(x.shape[1])
        for start in range(0, order.size, B):
            batch = order[start : start + B]
            net = update_shallow(x[:, batch], d[:, batch], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
