"""Applies the softmax to probabilities."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.nn.softmax(tf.nn.softmax(logits)), tf.argmax(logits, axis=1)
