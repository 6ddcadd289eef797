"""Lets TensorFlow do it and returns its tensor."""

import tensorflow as tf


def softmax(Z):
    return tf.nn.softmax(tf.cast(Z, tf.float64), axis=1) + 1e-15
