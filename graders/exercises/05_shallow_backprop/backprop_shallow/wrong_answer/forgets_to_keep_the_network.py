"""Calls update_shallow and drops what it returns."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    for t in range(T):
        update_shallow(x, d, net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
