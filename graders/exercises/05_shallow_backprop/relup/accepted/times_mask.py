"""Multiplies by the mask."""


def relup(a, e):
    return (a > 0) * e
