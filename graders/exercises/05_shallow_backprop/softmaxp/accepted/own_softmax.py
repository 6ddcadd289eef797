"""Computes its softmax itself, in a stable way."""

import numpy as np


def softmaxp(a, e):
    p = np.exp(a - a.max(axis=0))
    p /= p.sum(axis=0)
    inner = (p * e).sum(axis=0)
    return p * e - inner * p
