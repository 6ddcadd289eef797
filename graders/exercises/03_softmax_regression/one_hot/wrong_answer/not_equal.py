"""Marks every class but the right one."""

import numpy as np


def one_hot(Y, C):
    return (Y != np.arange(C)).astype(int)
