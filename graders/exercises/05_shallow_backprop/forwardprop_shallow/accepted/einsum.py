"""Writes the products with einsum."""

import numpy as np


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = net
    h1 = relu(np.einsum("hi,im->hm", W1, x) + b1)
    return softmax(np.einsum("oh,hm->om", W2, h1) + b2)
