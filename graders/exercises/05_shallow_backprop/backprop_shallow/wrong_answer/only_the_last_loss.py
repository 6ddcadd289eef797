"""Keeps the last loss only."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    for t in range(T):
        net = update_shallow(x, d, net, gamma)
        loss = eval_loss(forwardprop_shallow(x, net), d)
    return net, loss
