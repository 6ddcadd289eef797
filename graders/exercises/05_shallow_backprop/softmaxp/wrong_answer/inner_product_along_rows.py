"""Sums the inner product along the examples, not the classes."""

import numpy as np


def softmaxp(a, e):
    g = softmax(a)
    return g * e - np.sum(g * e, axis=1, keepdims=True) * g
