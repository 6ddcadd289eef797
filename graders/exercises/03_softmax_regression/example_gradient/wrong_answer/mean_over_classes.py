"""Takes the mean over the classes where the sum belongs."""

import numpy as np


def example_gradient(x, y, w, b):
    A = softmax(x @ w + b)
    dz = A - y
    return -np.mean(y * np.log(A)), x.T @ dz, dz
