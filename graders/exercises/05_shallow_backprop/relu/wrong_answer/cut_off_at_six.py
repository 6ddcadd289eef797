"""Ends at 6, as some image networks do."""

import numpy as np


def relu(a):
    return np.clip(a, 0, 6)
