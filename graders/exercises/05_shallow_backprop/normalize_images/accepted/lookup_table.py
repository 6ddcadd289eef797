"""Looks every grey level up in a table of 256 numbers."""

import numpy as np


def normalize_images(x):
    table = np.linspace(-1, 1, 256)
    return table[x.astype(int)]
