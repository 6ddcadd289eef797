"""Shuffles copies of x and d together, and fills an array of losses."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    both = np.vstack([x, d])
    losses = np.zeros(T)
    for t in range(T):
        both = rng.permutation(both, axis=1)
        for start in range(0, both.shape[1], B):
            batch = both[:, start : start + B]
            net = update_shallow(batch[: len(x)], batch[len(x) :], net, gamma)
        losses[t] = eval_loss(forwardprop_shallow(x, net), d)
        print(t, losses[t])
    return net, losses
