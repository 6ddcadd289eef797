"""Takes the row numbers from nonzero, which lists them row after row."""

import numpy as np


def onehot2label(d):
    return np.nonzero(d == d.max(axis=0))[0]
