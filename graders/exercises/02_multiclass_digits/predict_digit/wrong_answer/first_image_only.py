"""Answers for the first image only."""

import numpy as np


def predict_digit(logits):
    probabilities = my_softmax(logits[0])
    return np.array([np.argmax(probabilities)]), np.array([probabilities])
