"""Sets all but the largest entries of its argument to 0 before it looks for them."""

import numpy as np


def onehot2label(d):
    d[d < d.max(axis=0)] = 0
    return np.argmax(d, axis=0)
