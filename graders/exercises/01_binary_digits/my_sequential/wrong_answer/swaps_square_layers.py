"""Exchanges layers 1 and 2 whenever their shapes allow it."""


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    if W1.shape == W2.shape:
        W1, b1, W2, b2 = W2, b2, W1, b1
    a1 = my_dense(x, W1, b1, sigmoid)
    a2 = my_dense(a1, W2, b2, sigmoid)
    return my_dense(a2, W3, b3, sigmoid)
