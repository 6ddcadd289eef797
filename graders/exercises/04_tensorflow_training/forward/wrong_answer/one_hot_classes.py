"""Gives the classes as one-hot rows."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.nn.softmax(logits), tf.one_hot(tf.argmax(logits, axis=1), logits.shape[1])
