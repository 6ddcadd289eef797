"""Counts by itself and returns a list of both results."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    while len(losses) < T:
        net = update_shallow(x, d, net, gamma)
        losses += [eval_loss(forwardprop_shallow(x, net), d)]
    return [net, losses]
