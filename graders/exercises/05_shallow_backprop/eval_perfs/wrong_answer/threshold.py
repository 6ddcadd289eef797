"""Calls an example right where its class has more than one half."""

import numpy as np


def eval_perfs(y, lbl):
    return 100 * np.mean(y[lbl, np.arange(lbl.size)] <= 0.5)
