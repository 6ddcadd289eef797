"""Multiplies in three dimensions and sums over the features: much memory, but no loop."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    return np.asarray(g((A_in[:, :, None] * W[None]).sum(axis=1) + b), dtype=np.float32)
