"""Adds the bias twice."""

import tensorflow as tf


def forward(X, W, b):
    logits = tf.matmul(X, W) + b + b
    return logits, tf.nn.softmax(logits), tf.argmax(logits, axis=1)
