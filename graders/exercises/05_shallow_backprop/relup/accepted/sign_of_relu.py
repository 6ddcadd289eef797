"""Takes the sign of relu(a) as the slope."""

import numpy as np


def relup(a, e):
    return np.sign(relu(a)) * e
