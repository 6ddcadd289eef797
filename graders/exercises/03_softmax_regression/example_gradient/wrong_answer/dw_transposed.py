"""Returns dw with classes in rows."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = A - y
    return -np.sum(y * np.log(A)), dz.T @ x, dz
