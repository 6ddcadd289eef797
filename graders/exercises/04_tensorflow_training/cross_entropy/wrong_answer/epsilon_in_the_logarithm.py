"""Hides the logarithm of 0 behind an epsilon."""

import tensorflow as tf


def cross_entropy(logits, Y):
    return -tf.reduce_mean(tf.reduce_sum(Y * tf.math.log(tf.nn.softmax(logits) + 1e-15), axis=1))
