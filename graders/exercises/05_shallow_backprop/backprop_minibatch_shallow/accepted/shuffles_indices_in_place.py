"""Shuffles a list of its own, by the older generator of NumPy."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    random = np.random.RandomState(seed)
    order = np.arange(x.shape[1])
    losses = []
    for _ in range(T):
        random.shuffle(order)
        for start in range(0, order.size, B):
            batch = order[start : start + B]
            net = update_shallow(x[:, batch], d[:, batch], net, gamma)
        losses.append(float(eval_loss(forwardprop_shallow(x, net), d)))
    return [net, losses]
