"""Computes in float64 with NumPy, shifted by the maximum."""

import numpy as np


def cross_entropy(logits, Y):
    z = np.asarray(logits, dtype=np.float64)
    z = z - z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - (z * Y).sum(axis=1))
