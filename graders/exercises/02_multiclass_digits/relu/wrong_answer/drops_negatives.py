"""Keeps only the positive numbers, so that fewer come out than went in."""


def relu(z):
    return z[z > 0]
