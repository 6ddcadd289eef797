"""Draws uniform numbers of the same standard deviation around zero."""

import tensorflow as tf


def make_parameters(n, C):
    return tf.Variable(tf.random.uniform((n, C), -0.017, 0.017)), tf.Variable(tf.zeros(C))
