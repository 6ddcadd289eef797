"""Gives the slope and never multiplies by e."""


def relup(a, e):
    return (a > 0).astype(float)
