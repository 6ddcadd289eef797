"""Computes in single precision."""

import numpy as np


def normalize_images(x):
    return (x.astype(np.float32) - np.float32(127.5)) / np.float32(127.5)
