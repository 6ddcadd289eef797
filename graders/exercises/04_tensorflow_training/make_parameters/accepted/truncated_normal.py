"""Cuts the normal distribution at two standard deviations, as Keras does."""

import tensorflow as tf


def make_parameters(n, C):
    W = tf.Variable(tf.random.truncated_normal([n, C], stddev=0.01))
    return W, tf.Variable([0.0] * C)
