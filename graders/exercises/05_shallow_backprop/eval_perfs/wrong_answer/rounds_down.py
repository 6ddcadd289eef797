"""Divides whole numbers, so that the percentage is rounded down."""

import numpy as np


def eval_perfs(y, lbl):
    return 100 * int(np.sum(onehot2label(y) != lbl)) // lbl.size
