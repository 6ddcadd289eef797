"""Gives the accuracy."""

import numpy as np


def eval_perfs(y, lbl):
    return 100 * np.mean(onehot2label(y) == lbl)
