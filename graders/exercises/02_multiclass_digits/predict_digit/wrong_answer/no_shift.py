"""Takes e^z of the logits as they are, which overflows."""

import numpy as np


def predict_digit(logits):
    e = np.exp(logits)
    return np.argmax(logits, axis=1), e / e.sum(axis=1, keepdims=True)
