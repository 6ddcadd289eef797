"""Loops over the first axis only, so it works for vectors and nothing else."""

import numpy as np


def relu(z):
    return np.array([max(0, value) for value in z])
