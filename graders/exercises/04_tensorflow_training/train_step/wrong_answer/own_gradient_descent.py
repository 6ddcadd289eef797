"""Subtracts the gradients by hand, whatever the optimizer is."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X, W, b)[0], Y)
    dW, db = tape.gradient(loss, [W, b])
    W.assign_sub(optimizer.learning_rate * dW)
    b.assign_sub(optimizer.learning_rate * db)
    return loss
