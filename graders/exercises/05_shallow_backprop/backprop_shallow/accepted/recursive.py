"""Takes one step and leaves the rest to itself."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    if T == 0:
        return net, []
    net = update_shallow(x, d, net, gamma)
    loss = float(eval_loss(forwardprop_shallow(x, net), d))
    last, losses = backprop_shallow(x, d, net, T - 1, gamma)
    return last, [loss, *losses]
