"""Makes an optimizer of its own in each step."""

import keras
import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X, W, b)[0], Y)
    optimizer = keras.optimizers.Adam(0.01)
    optimizer.apply_gradients(zip(tape.gradient(loss, [W, b]), [W, b]))
    return loss
