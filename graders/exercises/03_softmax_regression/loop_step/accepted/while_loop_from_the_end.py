"""Runs backwards in a while loop, in float32, with J as an array of shape (1, 1)."""

import numpy as np


def loop_step(X, Y, w, b, alpha):
    m, i = len(X), len(X) - 1
    J = np.zeros((1, 1))
    dw = np.zeros(w.shape, dtype=np.float32)
    db = np.zeros(b.shape, dtype=np.float32)
    while i >= 0:
        J_i, dw_i, db_i = example_gradient(X[i].reshape(1, -1), Y[i].reshape(1, -1), w, b)
        J += J_i
        dw += dw_i
        db += db_i
        i -= 1
    return J / m, (w - alpha / m * dw).astype(np.float32), (b - alpha / m * db).astype(np.float32)
