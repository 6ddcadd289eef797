"""Lets np.interp draw the straight line."""

import numpy as np


def normalize_images(x):
    return np.interp(x, [0, 255], [-1, 1])
