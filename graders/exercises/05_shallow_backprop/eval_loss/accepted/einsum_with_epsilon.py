"""Uses einsum, and a tiny constant against the logarithm of 0."""

import numpy as np


def eval_loss(y, d):
    return -np.einsum("cm,cm->", d, np.log(y + 1e-12)) / np.prod(y.shape)
