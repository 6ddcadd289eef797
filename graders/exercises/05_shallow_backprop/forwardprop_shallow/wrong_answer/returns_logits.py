"""Gives the logits."""


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = net
    return W2 @ relu(W1 @ x + b1) + b2
