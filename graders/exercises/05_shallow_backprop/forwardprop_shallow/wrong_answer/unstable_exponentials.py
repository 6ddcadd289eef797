"""Takes exp of the logits by itself, which overflows."""

import numpy as np


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = net
    e = np.exp(W2 @ relu(W1 @ x + b1) + b2)
    return e / e.sum(axis=0)
