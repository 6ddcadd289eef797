"""Cuts the order with np.split at every B-th place."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    m = x.shape[1]
    losses = []
    for _ in range(T):
        for batch in np.split(rng.permutation(m), range(B, m, B)):
            net = update_shallow(x[:, batch], d[:, batch], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
