"""Cuts large logits off at 700 in place of shifting them, so that 1000 and 1001 count the same."""

import numpy as np


def my_softmax(z):
    e = np.exp(np.clip(z, -700, 700))
    return e / e.sum()
