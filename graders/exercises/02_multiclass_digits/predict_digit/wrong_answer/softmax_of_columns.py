"""Takes the softmax over the images in place of the classes."""

import numpy as np


def predict_digit(logits):
    e = np.exp(logits - np.max(logits, axis=0))
    probabilities = e / np.sum(e, axis=0)
    return np.argmax(logits, axis=1), probabilities
