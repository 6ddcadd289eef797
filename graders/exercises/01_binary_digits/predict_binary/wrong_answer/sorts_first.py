"""Sorts the probabilities before it decides."""

import numpy as np


def predict_binary(probabilities):
    return (np.sort(probabilities, axis=0) >= 0.5).astype(int)
