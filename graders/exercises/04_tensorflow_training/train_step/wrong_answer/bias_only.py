"""Forgets the weights."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X, W, b)[0], Y)
    optimizer.apply_gradients([(tape.gradient(loss, b), b)])
    return loss
