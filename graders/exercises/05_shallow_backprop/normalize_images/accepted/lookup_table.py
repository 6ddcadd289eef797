"""Looks the grey level of every byte up in a table of 256 numbers."""

import numpy as np


def normalize_images(x):
    table = np.linspace(-1, 1, 256)
    if x.dtype.kind in "iu":
        return table[x]
    return np.interp(x, np.arange(256), table)
