"""Prints the probabilities in place of returning them."""

import numpy as np


def my_softmax(z):
    e = np.exp(z - np.max(z))
    print(e / e.sum())
