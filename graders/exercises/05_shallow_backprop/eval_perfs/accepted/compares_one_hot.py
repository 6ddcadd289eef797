"""Compares one-hot columns and counts the columns that differ."""

import numpy as np


def eval_perfs(y, lbl):
    rows = np.arange(y.shape[0])[:, np.newaxis]
    found, wanted = rows == onehot2label(y), rows == lbl
    return np.any(found != wanted, axis=0).mean() * 100
