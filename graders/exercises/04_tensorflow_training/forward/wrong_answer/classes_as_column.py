"""Keeps the axis of the argmax."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.nn.softmax(logits), tf.argmax(logits, axis=1)[:, None]
