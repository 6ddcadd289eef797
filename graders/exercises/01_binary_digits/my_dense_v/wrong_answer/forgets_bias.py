"""Leaves the bias out."""


def my_dense_v(A_in, W, b, g):
    return g(A_in @ W)
