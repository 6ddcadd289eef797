"""Counts on exactly ten rows."""

import numpy as np


def onehot2label(d):
    return np.arange(10) @ (d == d.max(axis=0))
