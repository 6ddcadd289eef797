"""Gives the gradient -d / y in place of the loss."""


def eval_loss(y, d):
    return -d / y
