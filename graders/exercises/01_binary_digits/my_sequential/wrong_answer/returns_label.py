"""Returns the label 0 or 1 in place of the probability."""

import numpy as np


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    a1 = my_dense(x, W1, b1, sigmoid)
    a2 = my_dense(a1, W2, b2, sigmoid)
    a3 = my_dense(a2, W3, b3, sigmoid)
    return np.where(a3 >= 0.5, 1.0, 0.0)
