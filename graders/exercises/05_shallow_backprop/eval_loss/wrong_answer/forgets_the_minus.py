"""Forgets the minus sign."""

import numpy as np


def eval_loss(y, d):
    return np.mean(d * np.log(y))
