"""Unpacks the network by popping its parts, which empties a list."""


def forwardprop_shallow(x, net):
    if isinstance(net, tuple):
        W1, b1, W2, b2 = net
    else:
        W1, b1, W2, b2 = net.pop(0), net.pop(0), net.pop(0), net.pop(0)
    return softmax(W2 @ relu(W1 @ x + b1) + b2)
