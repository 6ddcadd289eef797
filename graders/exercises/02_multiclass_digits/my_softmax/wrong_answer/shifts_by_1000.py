"""Takes a fixed 1000 off, so that ordinary logits all give e^z = 0."""

import numpy as np


def my_softmax(z):
    e = np.exp(z - 1000)
    return e / e.sum()
