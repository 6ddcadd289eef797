"""Builds every Jacobian at once and multiplies with einsum."""

import numpy as np


def softmaxp(a, e):
    g = softmax(a)
    jacobians = np.einsum("im,ij->ijm", g, np.eye(len(g))) - np.einsum("im,jm->ijm", g, g)
    return np.einsum("ijm,jm->im", jacobians, e)
