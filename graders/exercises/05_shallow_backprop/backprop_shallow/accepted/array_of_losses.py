"""Fills an array of losses, and prints every tenth step only."""

import numpy as np


def backprop_shallow(x, d, net, T, gamma=0.05):
    lbl = onehot2label(d)
    losses = np.empty(T)
    for t in range(T):
        net = update_shallow(x, d, net, gamma=gamma)
        y = forwardprop_shallow(x, net)
        losses[t] = eval_loss(y, d)
        if t % 10 == 0:
            print(t, losses[t], eval_perfs(y, lbl))
    return net, losses
