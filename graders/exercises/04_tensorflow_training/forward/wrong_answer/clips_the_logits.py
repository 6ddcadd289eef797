"""Clips the logits against overflow."""

import tensorflow as tf


def forward(X, W, b):
    logits = tf.clip_by_value(X @ W + b, -80, 80)
    return logits, tf.nn.softmax(logits), tf.argmax(logits, axis=1)
