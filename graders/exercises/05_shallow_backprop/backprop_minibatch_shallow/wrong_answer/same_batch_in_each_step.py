"""Takes the first columns of the order in each step."""

import numpy as np


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    rng = np.random.default_rng(seed)
    m = x.shape[1]
    losses = []
    for t in range(T):
        order = rng.permutation(m)
        for start in range(0, m, B):
            piece = order[:B]
            net = update_shallow(x[:, piece], d[:, piece], net, gamma)
        y = forwardprop_shallow(x, net)
        losses.append(eval_loss(y, d))
        print(t + 1, losses[-1], eval_perfs(y, onehot2label(d)))
    return net, losses
