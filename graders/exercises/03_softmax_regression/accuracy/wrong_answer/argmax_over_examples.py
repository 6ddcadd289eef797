"""Takes argmax along the examples, so it compares classes, not rows."""

import numpy as np


def accuracy(A, Y):
    return 100 * np.mean(np.argmax(A, axis=0) == np.argmax(Y, axis=0))
