"""Lets e pass where a is exactly 0."""

import numpy as np


def relup(a, e):
    return np.where(a >= 0, e, 0.0)
