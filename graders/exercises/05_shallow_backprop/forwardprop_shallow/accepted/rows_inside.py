"""Turns examples into rows, computes there and turns them back."""

import numpy as np


def forwardprop_shallow(x, net):
    W1, b1, W2, b2 = [np.asarray(part) for part in net]
    a2 = np.maximum(x.T @ W1.T + b1.ravel(), 0) @ W2.T + b2.ravel()
    e = np.exp(a2 - a2.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True)).T
