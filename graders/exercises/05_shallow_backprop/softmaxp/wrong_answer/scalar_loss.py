"""Turns e into one number first, as if the loss came in place of its gradient."""

import numpy as np


def softmaxp(a, e):
    g = softmax(a)
    loss = np.mean(e)
    return g * loss - np.sum(g * loss, axis=0) * g
