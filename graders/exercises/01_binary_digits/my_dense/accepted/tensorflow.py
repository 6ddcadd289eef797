"""Works in TensorFlow and returns a tensor."""

import tensorflow as tf


def my_dense(a_in, W, b, g):
    z = tf.linalg.matvec(tf.constant(W), tf.constant(a_in), transpose_a=True) + b
    return tf.stack([tf.constant(g(z[j]), dtype=tf.float64) for j in range(W.shape[1])])
