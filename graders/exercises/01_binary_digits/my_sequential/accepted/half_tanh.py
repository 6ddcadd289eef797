"""Writes the sigmoid as a shifted hyperbolic tangent."""

import numpy as np


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    def half_tanh(z):
        return 0.5 * (1 + np.tanh(z / 2))

    a1 = my_dense(x, W1, b1, half_tanh)
    a2 = my_dense(a1, W2, b2, half_tanh)
    return my_dense(a2, W3, b3, half_tanh)
