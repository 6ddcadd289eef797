"""Cuts the logits off at 500 to avoid the overflow, so large ones look equal."""

import numpy as np


def softmax(Z):
    E = np.exp(np.clip(Z, -500, 500))
    return E / np.sum(E, axis=1, keepdims=True) + 1e-15
