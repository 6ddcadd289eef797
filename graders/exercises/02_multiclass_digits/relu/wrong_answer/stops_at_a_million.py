"""Cuts off at a million, far above the logits of a first try."""

import numpy as np


def relu(z):
    return np.clip(z, 0, 1e6)
