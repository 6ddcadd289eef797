"""Forgets the mean."""

import tensorflow as tf


def cross_entropy(logits, Y):
    return tf.nn.softmax_cross_entropy_with_logits(labels=Y, logits=logits)
