"""Subtracts the accuracy from 100."""

import numpy as np


def eval_perfs(y, lbl):
    return 100 - 100 * np.mean(onehot2label(y) == lbl)
