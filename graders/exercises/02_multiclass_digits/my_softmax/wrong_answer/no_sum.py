"""Returns the exponentials without dividing by their sum."""

import numpy as np


def my_softmax(z):
    return np.exp(z)
