"""Calls the earlier functions by their parameters' names."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    with tf.GradientTape() as tape:
        logits, _, _ = forward(X=X, W=W, b=b)
        loss = cross_entropy(Y=Y, logits=logits)
    gradients = tape.gradient(loss, [W, b])
    optimizer.apply_gradients(zip(gradients, [W, b], strict=True))
    return loss
