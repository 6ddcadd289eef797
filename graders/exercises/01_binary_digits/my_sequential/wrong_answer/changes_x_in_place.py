"""Writes the output of a layer over the example where the sizes allow it."""


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    a1 = my_dense(x, W1, b1, sigmoid)
    if len(a1) == len(x):
        x[:] = a1
    a2 = my_dense(a1, W2, b2, sigmoid)
    return my_dense(a2, W3, b3, sigmoid)
