"""Gives the number as an array of shape (1, 1)."""

import numpy as np


def eval_loss(y, d):
    return np.mean(-d * np.log(y), axis=(0, 1), keepdims=True)
