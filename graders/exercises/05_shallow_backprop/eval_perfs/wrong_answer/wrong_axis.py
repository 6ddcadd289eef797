"""Looks for the largest entry of each row."""

import numpy as np


def eval_perfs(y, lbl):
    return 100 * np.mean(np.argmax(y, axis=1) != lbl)
