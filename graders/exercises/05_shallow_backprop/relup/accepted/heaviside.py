"""Uses the step function with 0 at 0."""

import numpy as np


def relup(a, e):
    return np.heaviside(a, 0.0) * e
