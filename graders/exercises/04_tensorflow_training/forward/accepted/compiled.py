"""Is compiled by tf.function."""

import tensorflow as tf


@tf.function
def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.nn.softmax(logits), tf.argmax(logits, axis=1)
