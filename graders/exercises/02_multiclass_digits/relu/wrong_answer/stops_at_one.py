"""Clips at 1, as if relu had an upper limit like the sigmoid."""

import numpy as np


def relu(z):
    return np.clip(z, 0, 1)
