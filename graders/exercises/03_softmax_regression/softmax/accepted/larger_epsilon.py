"""Adds 1e-7, which is still too little to be seen."""

import numpy as np


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1)[:, None])
    return E / E.sum(axis=1)[:, None] + 1e-7
