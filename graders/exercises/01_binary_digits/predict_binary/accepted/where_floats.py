"""Gives the labels as floating point numbers 0.0 and 1.0."""

import numpy as np


def predict_binary(probabilities):
    return np.where(probabilities < 0.5, 0.0, 1.0)
