"""Takes the logarithm in place."""

import numpy as np


def eval_loss(y, d):
    np.log(y, out=y)
    return -np.mean(d * y)
