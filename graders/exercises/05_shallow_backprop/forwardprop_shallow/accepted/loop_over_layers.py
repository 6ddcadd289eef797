"""Goes over the two layers, not over the examples, in a loop."""


def forwardprop_shallow(x, net):
    h = x
    for W, b, activation in ((net[0], net[1], relu), (net[2], net[3], softmax)):
        h = activation(W.dot(h) + b)
    return h
