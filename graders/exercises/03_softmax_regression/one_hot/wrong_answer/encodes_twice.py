"""Encodes the labels, then the encoded rows once more."""

import numpy as np


def one_hot(Y, C):
    H = (Y == np.arange(C)).astype(int)
    return (H == np.arange(C)).astype(int)
