"""Measures the loss before the step."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    for t in range(T):
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
        net = update_shallow(x, d, net, gamma)
    return net, losses
