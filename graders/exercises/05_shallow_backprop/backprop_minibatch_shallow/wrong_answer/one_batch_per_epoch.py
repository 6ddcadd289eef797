"""Takes a single batch in each epoch."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    losses = []
    for _ in range(T):
        batch = rng.permutation(x.shape[1])[:B]
        net = update_shallow(x[:, batch], d[:, batch], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
