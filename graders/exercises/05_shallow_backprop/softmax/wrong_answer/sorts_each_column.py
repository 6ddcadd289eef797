"""Sorts the logits of each column, so that probabilities stand at other classes."""

import numpy as np


def softmax(a):
    a = np.sort(a, axis=0)
    e = np.exp(a - a[-1])
    return e / e.sum(axis=0)
