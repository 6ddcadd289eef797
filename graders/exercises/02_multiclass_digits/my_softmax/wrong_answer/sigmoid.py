"""Takes the sigmoid of each logit on its own."""

import numpy as np


def my_softmax(z):
    return 1 / (1 + np.exp(-z))
