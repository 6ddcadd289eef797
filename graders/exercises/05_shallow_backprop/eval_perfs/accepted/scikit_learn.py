"""Leaves the counting to scikit-learn."""

import numpy as np
from sklearn.metrics import accuracy_score


def eval_perfs(y, lbl):
    return 100 * (1 - accuracy_score(lbl, np.argmax(y, axis=0)))
