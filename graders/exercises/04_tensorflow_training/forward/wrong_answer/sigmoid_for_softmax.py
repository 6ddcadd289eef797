"""Uses a sigmoid, as for two classes."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.sigmoid(logits), tf.argmax(logits, axis=1)
