"""Takes relu of a * e, which also lets two negative numbers pass."""


def relup(a, e):
    return relu(a * e)
