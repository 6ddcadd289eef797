"""Counts from 1 to T - 1."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    for t in range(1, T):
        net = update_shallow(x, d, net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
