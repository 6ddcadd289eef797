"""Fills a new array by a mask."""

import numpy as np


def predict_binary(probabilities):
    labels = np.zeros(probabilities.shape, dtype=int)
    labels[probabilities >= 0.5] = 1
    return labels
