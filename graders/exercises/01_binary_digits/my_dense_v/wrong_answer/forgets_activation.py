"""Returns the sums without the activation."""


def my_dense_v(A_in, W, b, g):
    return A_in @ W + b
