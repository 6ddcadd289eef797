"""Takes the least likely class."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.nn.softmax(logits), tf.argmin(logits, axis=1)
