"""Sets the whole row of each class that occurs, since only the rows are indexed."""

import numpy as np


def label2onehot(lbl):
    d = np.zeros((10, lbl.size))
    d[lbl] = 1
    return d
