"""Shuffles x and d in two different orders, so that images get other images' labels."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    m = x.shape[1]
    losses = []
    for _ in range(T):
        xs, ds = x[:, rng.permutation(m)], d[:, rng.permutation(m)]
        for start in range(0, m, B):
            net = update_shallow(xs[:, start : start + B], ds[:, start : start + B], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
