"""Steps on the first example of the batch only."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X[:1], W, b)[0], Y[:1])
    optimizer.apply_gradients(zip(tape.gradient(loss, [W, b]), [W, b]))
    return cross_entropy(forward(X, W, b)[0], Y)
