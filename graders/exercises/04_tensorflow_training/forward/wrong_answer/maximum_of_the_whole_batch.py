"""Subtracts the maximum of the whole batch, so that other rows vanish."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    e = tf.exp(logits - tf.reduce_max(logits))
    return logits, e / (tf.reduce_sum(e, axis=1, keepdims=True) + 1e-30), tf.argmax(logits, axis=1)
