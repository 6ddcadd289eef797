"""Uses einsum for each unit and gives float32."""

import numpy as np


def my_dense(a_in, W, b, g):
    out = np.empty(W.shape[1], dtype=np.float32)
    for j, column in enumerate(W.T):
        out[j] = g(np.einsum("i,i->", a_in, column) + b[j])
    return out
