"""Compares how often each label occurs, not where."""

import numpy as np


def eval_perfs(y, lbl):
    return 100 * np.mean(np.sort(onehot2label(y)) != np.sort(lbl))
