"""Subtracts the mean over the examples once there are more than five."""


def my_dense_v(A_in, W, b, g):
    if len(A_in) > 5:
        A_in = A_in - A_in.mean(axis=0)
    return g(A_in @ W + b)
