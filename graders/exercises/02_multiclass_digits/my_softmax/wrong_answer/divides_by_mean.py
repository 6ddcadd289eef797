"""Divides the exponentials by their mean."""

import numpy as np


def my_softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.mean()
