"""Draws positive weights only."""

import tensorflow as tf


def make_parameters(n, C):
    return tf.Variable(tf.random.uniform((n, C), 0, 0.035)), tf.Variable(tf.zeros(C))
