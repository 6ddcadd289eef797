"""Counts the right ones with the notebook's own label2onehot."""

import numpy as np


def eval_perfs(y, lbl):
    right = np.sum(label2onehot(lbl)[: len(y)] * (np.arange(len(y))[:, None] == onehot2label(y)))
    return 100 * (1 - right / y.shape[1])
