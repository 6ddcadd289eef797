"""Searches along the rows, so that there is one label for each class."""

import numpy as np


def onehot2label(d):
    return np.argmax(d, axis=1)
