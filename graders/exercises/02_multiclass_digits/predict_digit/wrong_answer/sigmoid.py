"""Takes the sigmoid of each logit on its own."""

import numpy as np


def predict_digit(logits):
    return np.argmax(logits, axis=1), 1 / (1 + np.exp(-logits))
