"""Writes its own softmax inside and multiplies by einsum; J has the shape (1, 1)."""

import numpy as np


def example_gradient(x, y, w, b):
    z = np.einsum("mn,nc->mc", x, w) + b
    e = np.exp(z - z.max())
    A = e / e.sum() + 1e-16
    dz = A - y
    return -(np.log(A) @ y.T), np.einsum("mn,mc->nc", x, dz), dz
