"""Makes as many rows as the largest label asks for, so that absent classes get none."""

import numpy as np


def label2onehot(lbl):
    d = np.zeros((lbl.max() + 1, lbl.size))
    d[lbl, np.arange(lbl.size)] = 1
    return d
