"""Gives one number for each example."""

import numpy as np


def eval_loss(y, d):
    return -np.mean(d * np.log(y), axis=0)
