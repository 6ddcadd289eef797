"""Shifts the argument itself."""

import numpy as np


def predict_digit(logits):
    logits -= np.max(logits, axis=1, keepdims=True)
    e = np.exp(logits)
    return np.argmax(e, axis=1), e / e.sum(axis=1, keepdims=True)
