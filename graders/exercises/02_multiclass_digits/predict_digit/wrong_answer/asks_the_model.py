"""Asks the model for the logits of the argument, which is logits already."""

import numpy as np


def predict_digit(logits):
    z = model.predict(logits, verbose=0)
    return z.argmax(axis=1), np.array([my_softmax(row) for row in z])
