"""Multiplies by the truth value of z > 0, so that negative numbers become -0.0."""


def relu(z):
    return z * (z > 0)
