"""Rounds the probabilities to get classes."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    probas = tf.nn.softmax(logits)
    return logits, probas, tf.round(probas)
