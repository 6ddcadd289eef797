"""Squeezes the results, so that a single example loses its row."""

import tensorflow as tf


def forward(X, W, b):
    logits = tf.squeeze(X @ W + b)
    return logits, tf.nn.softmax(logits), tf.argmax(logits, axis=-1)
