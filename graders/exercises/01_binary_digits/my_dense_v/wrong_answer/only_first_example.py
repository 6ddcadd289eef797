"""Returns a single row, that of the first example."""


def my_dense_v(A_in, W, b, g):
    return g(A_in[:1] @ W + b)
