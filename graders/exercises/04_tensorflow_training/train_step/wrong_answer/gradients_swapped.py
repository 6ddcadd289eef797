"""Pairs the gradients with the wrong variables."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X, W, b)[0], Y)
    optimizer.apply_gradients(zip(tape.gradient(loss, [W, b]), [b, W]))
    return loss
