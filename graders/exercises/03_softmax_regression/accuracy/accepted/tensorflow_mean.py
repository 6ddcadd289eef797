"""Lets TensorFlow count, in float32, and returns its tensor."""

import tensorflow as tf


def accuracy(A, Y):
    same = tf.equal(tf.argmax(A, axis=1), tf.argmax(Y, axis=1))
    return 100 * tf.reduce_mean(tf.cast(same, tf.float32))
