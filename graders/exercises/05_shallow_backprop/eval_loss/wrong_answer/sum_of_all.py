"""Sums over all entries."""

import numpy as np


def eval_loss(y, d):
    return -np.sum(d * np.log(y))
