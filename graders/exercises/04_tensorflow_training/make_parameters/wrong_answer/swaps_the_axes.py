"""Makes W of shape (C, n)."""

import tensorflow as tf


def make_parameters(n, C):
    return tf.Variable(tf.random.normal((C, n), stddev=0.01)), tf.Variable(tf.zeros(C))
