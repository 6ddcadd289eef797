"""Makes dw from the logits z in place of dz."""

import numpy as np


def loop_step(X, Y, w, b, alpha):
    m = len(X)
    J = dw = db = 0
    for i in range(m):
        x, y = X[i : i + 1], Y[i : i + 1]
        z = x @ w + b
        A = softmax(z)
        J, dw, db = J - np.sum(y * np.log(A)), dw + x.T @ z, db + (A - y)
    return J / m, w - alpha * dw / m, b - alpha * db / m
