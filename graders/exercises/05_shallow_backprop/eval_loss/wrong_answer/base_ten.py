"""Takes the logarithm to base 10."""

import numpy as np


def eval_loss(y, d):
    return -np.mean(d * np.log10(y))
