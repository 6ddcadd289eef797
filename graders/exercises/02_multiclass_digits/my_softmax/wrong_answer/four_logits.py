"""Always takes four logits."""

import numpy as np


def my_softmax(z):
    e = [np.exp(z[k] - max(z)) for k in range(4)]
    return np.array(e) / sum(e)
