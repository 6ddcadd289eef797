"""Uses log(1 + e^z), a smooth curve that looks like relu from afar."""

import numpy as np


def relu(z):
    return np.log1p(np.exp(z))
