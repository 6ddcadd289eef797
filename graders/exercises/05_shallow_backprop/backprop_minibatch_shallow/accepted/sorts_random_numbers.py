"""Gets a random order by sorting random numbers of Python's own generator."""

import random

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    generator = random.Random(seed)
    losses = []
    for _ in range(T):
        order = np.argsort([generator.random() for _ in range(x.shape[1])])
        while order.size:
            batch, order = order[:B], order[B:]
            net = update_shallow(x[:, batch], d[:, batch], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
