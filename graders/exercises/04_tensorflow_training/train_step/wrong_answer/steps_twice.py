"""Applies the same gradients twice."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X, W, b)[0], Y)
    gradients = tape.gradient(loss, [W, b])
    optimizer.apply_gradients(zip(gradients, [W, b]))
    optimizer.apply_gradients(zip(gradients, [W, b]))
    return loss
