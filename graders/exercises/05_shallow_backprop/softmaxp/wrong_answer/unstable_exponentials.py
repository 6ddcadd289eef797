"""Takes exp of the logits by itself, which overflows."""

import numpy as np


def softmaxp(a, e):
    g = np.exp(a) / np.exp(a).sum(axis=0)
    return g * e - np.sum(g * e, axis=0) * g
