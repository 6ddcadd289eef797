"""Takes the mean of squared differences."""

import numpy as np


def eval_loss(y, d):
    return np.mean((y - d) ** 2)
