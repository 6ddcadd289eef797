"""Builds a Python list in a comprehension and returns the list itself."""


def my_dense(a_in, W, b, g):
    return [g(sum(a * w for a, w in zip(a_in, column)) + bias) for column, bias in zip(W.T, b)]
