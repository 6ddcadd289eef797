"""Takes the softmax along axis 0."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.nn.softmax(logits, axis=0), tf.argmax(logits, axis=1)
