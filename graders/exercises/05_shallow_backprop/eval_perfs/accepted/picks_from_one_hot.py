"""Looks whether the right class holds the column's maximum."""

import numpy as np


def eval_perfs(y, lbl):
    hit = y[lbl, np.arange(y.shape[1])] >= y.max(axis=0)
    return np.float32(100) * (1 - hit.mean(dtype=np.float32))
