"""Takes columns of the identity matrix."""

import numpy as np


def label2onehot(lbl):
    return np.eye(10)[:, lbl]
