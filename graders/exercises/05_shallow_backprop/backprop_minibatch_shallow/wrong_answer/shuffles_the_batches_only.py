"""Cuts the columns as they stand and shuffles nothing but the order of the batches."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    starts = np.arange(0, x.shape[1], B)
    losses = []
    for _ in range(T):
        for start in rng.permutation(starts):
            net = update_shallow(x[:, start : start + B], d[:, start : start + B], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
