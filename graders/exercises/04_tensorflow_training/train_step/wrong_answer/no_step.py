"""Computes the gradients but never applies them."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X, W, b)[0], Y)
    tape.gradient(loss, [W, b])
    return loss
