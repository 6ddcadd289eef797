"""Looks only at the probability of the right class."""

import numpy as np


def eval_loss(y, d):
    classes, m = y.shape
    picked = y[onehot2label(d), np.arange(m)]
    return -np.log(picked).sum() / (classes * m)
