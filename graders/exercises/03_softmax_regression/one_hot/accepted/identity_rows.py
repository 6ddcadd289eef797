"""Picks rows of the identity matrix with the labels as indices: no comparison at all."""

import numpy as np


def one_hot(Y, C):
    return np.eye(C, dtype=int)[np.ravel(Y)]
