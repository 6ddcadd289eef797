"""Draws each batch at random, so that some columns come twice and others never."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    m = x.shape[1]
    losses = []
    for _ in range(T):
        for _ in range(-(-m // B)):
            batch = rng.integers(0, m, B)
            net = update_shallow(x[:, batch], d[:, batch], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
