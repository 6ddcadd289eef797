"""Changes the labels in place: the caller's column becomes all zeros."""

import numpy as np


def one_hot(Y, C):
    H = (Y == np.arange(C)).astype(int)
    Y *= 0
    return H
