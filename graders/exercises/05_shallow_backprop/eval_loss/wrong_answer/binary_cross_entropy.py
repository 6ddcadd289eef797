"""Adds the terms of a binary cross-entropy."""

import numpy as np


def eval_loss(y, d):
    return -np.mean(d * np.log(y) + (1 - d) * np.log(1 - y))
