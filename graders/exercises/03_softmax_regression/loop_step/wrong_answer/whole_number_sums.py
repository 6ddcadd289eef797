"""Adds the gradients into arrays of integers, which cuts off all that makes them up."""

import numpy as np


def loop_step(X, Y, w, b, alpha):
    m = len(X)
    J = 0
    dw, db = np.zeros(w.shape, dtype=int), np.zeros(b.shape, dtype=int)
    for i in range(m):
        J_i, dw_i, db_i = example_gradient(X[i : i + 1], Y[i : i + 1], w, b)
        J += J_i
        dw[:] = dw + dw_i
        db[:] = db + db_i
    return J / m, w - alpha * dw / m, b - alpha * db / m
