"""Draws the bias at random, too."""

import tensorflow as tf


def make_parameters(n, C):
    return tf.Variable(tf.random.normal((n, C), stddev=0.01)), tf.Variable(tf.random.normal((C,), stddev=0.01))
