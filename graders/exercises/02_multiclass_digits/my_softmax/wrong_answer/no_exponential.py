"""Divides the logits by their sum, without the exponential."""


def my_softmax(z):
    return z / z.sum()
