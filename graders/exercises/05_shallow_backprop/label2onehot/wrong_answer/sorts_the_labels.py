"""Sorts the labels first, so that columns and examples no longer belong together."""

import numpy as np


def label2onehot(lbl):
    return np.eye(10)[:, np.sort(lbl)]
