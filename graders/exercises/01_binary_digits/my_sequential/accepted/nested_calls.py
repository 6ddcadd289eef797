"""Writes the three layers into one expression, from the inside out."""


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    return my_dense(my_dense(my_dense(x, W1, b1, sigmoid), W2, b2, sigmoid), W3, b3, sigmoid)
