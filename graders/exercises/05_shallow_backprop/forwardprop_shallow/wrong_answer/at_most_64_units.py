"""Makes room for 64 hidden units."""

import numpy as np


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = net
    h = np.zeros((64, x.shape[1]))
    h[: len(W1)] = relu(W1 @ x + b1)
    return softmax(W2 @ h[: W2.shape[1]] + b2)
