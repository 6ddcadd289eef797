"""Works for a bias of shape (1, j) only: of shape (j,) it takes the first number."""


def my_dense_v(A_in, W, b, g):
    return g(A_in @ W + b[0])
