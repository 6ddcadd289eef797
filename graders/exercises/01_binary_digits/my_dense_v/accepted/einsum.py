"""Uses einsum, and reshape to bring the bias into a row."""

import numpy as np


def my_dense_v(A_in, W, b, g):
    return g(np.einsum("mn,nj->mj", A_in, W) + np.reshape(b, (1, -1)))
