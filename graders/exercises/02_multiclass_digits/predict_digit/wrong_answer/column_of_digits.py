"""Returns the digits as a column (m, 1)."""

import numpy as np


def predict_digit(logits):
    e = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    probabilities = e / np.sum(e, axis=1, keepdims=True)
    return probabilities.argmax(axis=1).reshape(-1, 1), probabilities
