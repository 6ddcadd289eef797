"""Single precision, and einsum for the sum."""

import numpy as np


def softmax(a):
    a = np.asarray(a, dtype=np.float32)
    e = np.exp(a - a.max(axis=0))
    return e / np.einsum("cm->m", e)
