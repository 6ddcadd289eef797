"""Lets TensorFlow do it and returns its tensor."""

import tensorflow as tf


def one_hot(Y, C):
    return tf.one_hot(Y[:, 0], C)
