"""Takes a step for each example in turn, not one for all of them."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    for t in range(T):
        for k in range(x.shape[1]):
            net = update_shallow(x[:, [k]], d[:, [k]], net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
