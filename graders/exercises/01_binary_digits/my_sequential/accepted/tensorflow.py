"""Uses TensorFlow's own sigmoid and returns a tensor."""

import tensorflow as tf


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    a = tf.constant(x)[None]
    for W, b in ((W1, b1), (W2, b2), (W3, b3)):
        a = tf.nn.sigmoid(tf.matmul(a, W) + b)
    return a[0]
