"""Gives the example itself to every layer."""


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    a1 = my_dense(x, W1, b1, sigmoid)  # noqa: F841 - computed, but never used
    a2 = my_dense(x, W2, b2, sigmoid)
    return my_dense(a2, W3, b3, sigmoid)
