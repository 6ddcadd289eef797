"""Marks the largest entry of each column and multiplies by the row numbers."""

import numpy as np


def onehot2label(d):
    largest = d == d.max(axis=0)
    return np.arange(d.shape[0]) @ largest
