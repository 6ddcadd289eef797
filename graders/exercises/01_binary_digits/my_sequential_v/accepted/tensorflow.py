"""Uses TensorFlow's own sigmoid, in float32, and returns a tensor."""

import tensorflow as tf


def my_sequential_v(X, W1, b1, W2, b2, W3, b3):
    X, W1, b1, W2, b2, W3, b3 = [tf.cast(part, tf.float32) for part in (X, W1, b1, W2, b2, W3, b3)]
    A1 = tf.nn.sigmoid(tf.matmul(X, W1) + b1)
    A2 = tf.sigmoid(tf.linalg.matmul(A1, W2) + b2)
    return tf.keras.activations.sigmoid(A2 @ W3 + b3)
