"""Gives 1 below the limit and 0 above it."""

import numpy as np


def predict_binary(probabilities):
    return np.where(probabilities < 0.5, 1, 0)
