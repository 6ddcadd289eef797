"""Makes an optimizer like the one that was passed, which forgets its running means."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    optimizer = type(optimizer).from_config(optimizer.get_config())
    with tf.GradientTape() as tape:
        loss = cross_entropy(forward(X, W, b)[0], Y)
    dW, db = tape.gradient(loss, [W, b])
    optimizer.apply_gradients([(dW, W), (db, b)])
    return loss
