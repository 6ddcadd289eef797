"""Rounds, and NumPy rounds 0.5 to the even number, 0."""

import numpy as np


def predict_binary(probabilities):
    return np.round(probabilities).astype(int)
