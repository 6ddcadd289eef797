"""Stores the result in A_in wherever it fits."""


def my_dense_v(A_in, W, b, g):
    Z = g(A_in @ W + b)
    if Z.shape == A_in.shape:
        A_in[:] = Z
    return Z
