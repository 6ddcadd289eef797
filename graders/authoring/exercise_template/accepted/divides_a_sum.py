"""Adds up each row and divides by its length."""


def EXERCISE(X):
    return X.sum(axis=1) / X.shape[1]
