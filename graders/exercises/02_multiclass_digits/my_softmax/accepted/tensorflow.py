"""Lets TensorFlow do it and returns a tensor."""

import tensorflow as tf


def my_softmax(z):
    return tf.nn.softmax(tf.cast(z, tf.float64))
