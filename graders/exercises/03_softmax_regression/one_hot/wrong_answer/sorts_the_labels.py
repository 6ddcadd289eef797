"""Sorts the labels first, so the rows no longer belong to the examples."""

import numpy as np


def one_hot(Y, C):
    return (np.sort(Y, axis=0) == np.arange(C)).astype(int)
