"""Makes b of shape (1, C)."""

import tensorflow as tf


def make_parameters(n, C):
    return tf.Variable(tf.random.normal((n, C), stddev=0.01)), tf.Variable(tf.zeros((1, C)))
