"""Fills the same array in every call, so that ones of earlier calls remain."""

import numpy as np

kept = np.zeros((10, 100))


def label2onehot(lbl):
    kept[lbl, np.arange(lbl.size)] = 1
    return kept[:, : lbl.size]
