"""Ignores B and takes all columns in each step."""


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    losses = []
    for _ in range(T):
        net = update_shallow(x, d, net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
