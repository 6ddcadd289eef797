"""Scales standard normal numbers and gives the dtype in tf.Variable, with a fixed seed."""

import tensorflow as tf


def make_parameters(n, C):
    normal = tf.random.Generator.from_seed(1).normal((n, C), dtype=tf.float64)
    W = tf.Variable(tf.cast(normal / 100, tf.float32))
    b = tf.Variable(initial_value=tf.zeros_like(W[0]), dtype=tf.float32)
    return W, b
