"""Leaves the inner product out."""


def softmaxp(a, e):
    return softmax(a) * e
