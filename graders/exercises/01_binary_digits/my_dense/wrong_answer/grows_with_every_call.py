"""Collects the units in a list that lives on from call to call."""

import numpy as np

units_so_far = []


def my_dense(a_in, W, b, g):
    for j in range(W.shape[1]):
        units_so_far.append(g(np.dot(a_in, W[:, j]) + b[j]))
    return np.array(units_so_far)
