"""Multiplies by the mask, which gives -0.0 here and there."""


def relu(a):
    return a * (a > 0)
