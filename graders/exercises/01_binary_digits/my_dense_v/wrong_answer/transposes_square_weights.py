"""Transposes W wherever the shapes allow it."""


def my_dense_v(A_in, W, b, g):
    if W.shape[0] == W.shape[1]:
        W = W.T
    return g(A_in @ W + b)
