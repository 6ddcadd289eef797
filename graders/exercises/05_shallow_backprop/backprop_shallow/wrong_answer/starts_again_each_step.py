"""Starts each step from the first network."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    for t in range(T):
        new = update_shallow(x, d, net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, new), d))
    return new, losses
