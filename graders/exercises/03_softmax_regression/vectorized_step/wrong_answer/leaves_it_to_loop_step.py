"""Calls the exercise before, which loops."""


def vectorized_step(X, Y, w, b, alpha):
    return loop_step(X, Y, w, b, alpha)
