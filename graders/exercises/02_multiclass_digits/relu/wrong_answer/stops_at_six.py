"""Clips at 6, as relu6 does."""

import numpy as np


def relu(z):
    return np.clip(z, 0, 6)
