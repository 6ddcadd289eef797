"""Uses the logits where their softmax belongs."""

import numpy as np


def softmaxp(a, e):
    return a * e - np.sum(a * e, axis=0) * a
