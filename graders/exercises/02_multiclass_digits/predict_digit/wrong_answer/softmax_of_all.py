"""Uses my_softmax on the whole matrix."""

import numpy as np


def predict_digit(logits):
    probabilities = np.reshape(my_softmax(np.ravel(logits)), logits.shape)
    return np.argmax(logits, axis=1), probabilities
