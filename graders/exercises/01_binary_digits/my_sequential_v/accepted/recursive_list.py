"""Passes on what is left of the layers to itself and returns nested lists."""

import numpy as np


def my_sequential_v(X, *layers):
    if not layers:
        return X.tolist()
    W, b, *rest = layers
    return my_sequential_v(np.asarray(my_dense_v(X, W, b, sigmoid)), *rest)
