"""Puts a softmax where the relu belongs."""

import numpy as np


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = net
    hidden = softmax(np.dot(W1, x) + b1)
    return softmax(np.dot(W2, hidden) + b2)
