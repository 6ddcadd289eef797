"""Gives the losses of training, but the network it started from."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    new = net
    for t in range(T):
        new = update_shallow(x, d, new, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, new), d))
    return net, losses
