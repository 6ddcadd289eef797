"""Averages over the examples only, which is C times too much."""

import numpy as np


def eval_loss(y, d):
    return -np.sum(d * np.log(y)) / y.shape[1]
