"""Takes small positive numbers for zeros."""

import numpy as np


def relup(a, e):
    return np.where(a > 1e-3, e, 0.0)
