"""Measures the squared distance of probabilities and labels."""

import tensorflow as tf


def cross_entropy(logits, Y):
    return tf.reduce_mean((tf.nn.softmax(logits) - Y) ** 2)
