"""Divides by ten classes, however many there are."""

import numpy as np


def eval_loss(y, d):
    return -np.sum(d * np.log(y)) / (10 * y.shape[1])
