"""Takes e^z of the logits as they are, which overflows at 1000."""

import numpy as np


def my_softmax(z):
    e = np.exp(z)
    return e / e.sum()
