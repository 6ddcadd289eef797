"""Applies relu to the logits, too."""


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = net
    return softmax(relu(W2 @ relu(W1 @ x + b1) + b2))
