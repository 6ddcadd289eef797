"""Encodes the one-hot columns a second time."""


def backprop_shallow(x, d, net, T, gamma=0.05):
    losses = []
    d = label2onehot(d)
    for t in range(T):
        net = update_shallow(x, d, net, gamma)
        losses.append(eval_loss(forwardprop_shallow(x, net), d))
    return net, losses
