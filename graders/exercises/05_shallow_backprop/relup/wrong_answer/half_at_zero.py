"""Takes the slope at 0 as one half."""

import numpy as np


def relup(a, e):
    return np.heaviside(a, 0.5) * e
