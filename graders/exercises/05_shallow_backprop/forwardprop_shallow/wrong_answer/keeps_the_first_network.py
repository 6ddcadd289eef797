"""Remembers the first network of each size and uses it for ever."""

kept = {}


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = kept.setdefault((net[0].shape, net[2].shape), net)
    return softmax(W2 @ relu(W1 @ x + b1) + b2)
