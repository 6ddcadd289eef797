"""Compares one-hot columns entry by entry, so that zeros that agree count as right."""

import numpy as np


def eval_perfs(y, lbl):
    rows = np.arange(y.shape[0])[:, np.newaxis]
    return 100 * np.mean((rows == onehot2label(y)) != (rows == lbl))
