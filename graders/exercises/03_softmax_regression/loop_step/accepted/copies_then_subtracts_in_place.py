"""Makes float copies of w and b and changes those in place, and calls nothing but its own copy of the softmax."""

import numpy as np


def loop_step(X, Y, w, b, alpha):
    new_w, new_b = np.array(w, dtype=float), np.array(b, dtype=float)
    J = 0
    for i in range(len(X)):
        J_i, dw, db = example_gradient(X[i : i + 1], Y[i : i + 1], w, b)
        new_w -= alpha * dw / len(X)
        new_b -= alpha * db / len(X)
        J += J_i / len(X)
    return J, new_w, new_b
