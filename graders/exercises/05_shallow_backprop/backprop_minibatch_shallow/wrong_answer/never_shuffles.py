"""Takes the columns in the order in which they stand."""


def backprop_minibatch_shallow(x, d, net, T, B=100, gamma=0.05, seed=0):
    losses = []
    for _ in range(T):
        for start in range(0, x.shape[1], B):
            net = update_shallow(x[:, start : start + B], d[:, start : start + B], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
