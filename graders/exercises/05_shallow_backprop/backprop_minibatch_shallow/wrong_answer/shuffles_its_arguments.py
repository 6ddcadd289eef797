"""Shuffles x and d in place."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    m = x.shape[1]
    losses = []
    for _ in range(T):
        order = rng.permutation(m)
        x[:], d[:] = x[:, order], d[:, order]
        for start in range(0, m, B):
            net = update_shallow(x[:, start : start + B], d[:, start : start + B], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
