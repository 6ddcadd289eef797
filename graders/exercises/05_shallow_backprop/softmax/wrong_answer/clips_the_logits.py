"""Clips large logits in place of subtracting the maximum."""

import numpy as np


def softmax(a):
    e = np.exp(np.clip(a, -500, 500))
    return e / e.sum(axis=0)
