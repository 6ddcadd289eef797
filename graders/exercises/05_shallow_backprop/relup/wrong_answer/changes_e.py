"""Blanks entries of its argument e."""


def relup(a, e):
    e[a <= 0] = 0
    return e
