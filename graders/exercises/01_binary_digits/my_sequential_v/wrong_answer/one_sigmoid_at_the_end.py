"""Applies the sigmoid only once, after the last layer."""


def my_sequential_v(X, W1, b1, W2, b2, W3, b3):
    return sigmoid(((X @ W1 + b1) @ W2 + b2) @ W3 + b3)
