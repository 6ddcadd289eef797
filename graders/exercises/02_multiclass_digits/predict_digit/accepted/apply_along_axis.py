"""Lets NumPy call my_softmax on each row and takes the last of the sorted positions."""

import numpy as np


def predict_digit(logits):
    return np.argsort(logits, axis=1)[:, -1], np.apply_along_axis(my_softmax, 1, logits)
