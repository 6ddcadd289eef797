"""Adds 0.01 against the logarithm of 0, which moves every value."""

import numpy as np


def eval_loss(y, d):
    return -np.mean(d * np.log(y + 0.01))
