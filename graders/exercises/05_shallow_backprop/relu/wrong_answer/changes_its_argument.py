"""Sets the negative entries of its argument to 0."""


def relu(a):
    a[a < 0] = 0
    return a
