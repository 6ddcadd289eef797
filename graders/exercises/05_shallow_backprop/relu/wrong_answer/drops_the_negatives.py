"""Leaves the negative entries out, so that the shape is lost."""


def relu(a):
    return a[a > 0]
