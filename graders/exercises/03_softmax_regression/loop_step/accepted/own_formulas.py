"""Uses none of the earlier functions, and adds up means in place of sums."""

import numpy as np


def loop_step(X, Y, w, b, alpha):
    m = X.shape[0]
    J, dw, db = 0.0, 0.0, 0.0
    for x, y in zip(X, Y):
        z = x @ w + b[0]
        e = np.exp(z - z.max())
        A = e / e.sum() + 1e-15
        J += -np.log(A[y == 1])[0] / m
        dw = dw + np.outer(x, A - y) / m
        db = db + (A - y) / m
    return J, w - alpha * dw, b - alpha * db
