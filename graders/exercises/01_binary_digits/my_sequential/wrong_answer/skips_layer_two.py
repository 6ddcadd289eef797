"""Feeds the output of layer 1 to layer 3."""


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    a1 = my_dense(x, W1, b1, sigmoid)
    a2 = my_dense(a1, W2, b2, sigmoid)  # noqa: F841 - computed, but never used
    return my_dense(a1, W3, b3, sigmoid)
