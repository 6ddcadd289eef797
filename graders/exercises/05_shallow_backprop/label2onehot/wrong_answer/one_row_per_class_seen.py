"""Makes a row for each class that occurs."""

import numpy as np


def label2onehot(lbl):
    return (np.unique(lbl)[:, np.newaxis] == lbl).astype(float)
