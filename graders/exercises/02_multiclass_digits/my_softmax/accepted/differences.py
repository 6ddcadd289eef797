"""Divides by e^z_k itself: a_k = 1 / sum_j exp(z_j - z_k), where an overflow ends in the right 0."""

import numpy as np


def my_softmax(z):
    gaps = z[None, :] - z[:, None]
    return 1.0 / np.exp(gaps).sum(axis=1)
