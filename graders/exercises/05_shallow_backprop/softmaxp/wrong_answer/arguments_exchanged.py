"""Takes the softmax of e."""

import numpy as np


def softmaxp(a, e):
    g = softmax(e)
    return g * a - np.sum(g * a, axis=0) * g
