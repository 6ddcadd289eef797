"""Subtracts the maximum in place."""

import numpy as np


def softmax(a):
    if a.dtype.kind != "f":
        a = a.astype(float)
    a -= a.max(axis=0)
    e = np.exp(a)
    return e / e.sum(axis=0)
