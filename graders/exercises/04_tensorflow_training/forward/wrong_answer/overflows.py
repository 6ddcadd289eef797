"""Computes the exponential without subtracting a maximum."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    e = tf.exp(logits)
    return logits, e / tf.reduce_sum(e, axis=1, keepdims=True), tf.argmax(logits, axis=1)
