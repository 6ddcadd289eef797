"""Freezes the variables."""

import tensorflow as tf


def make_parameters(n, C):
    W = tf.Variable(tf.random.normal((n, C), stddev=0.01), trainable=False)
    return W, tf.Variable(tf.zeros(C), trainable=False)
