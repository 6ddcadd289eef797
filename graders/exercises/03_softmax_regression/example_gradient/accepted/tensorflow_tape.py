"""Lets TensorFlow find the gradient, in float32."""

import tensorflow as tf


def example_gradient(x, y, w, b):
    x, y, w, b = (tf.constant(value, dtype=tf.float32) for value in (x, y, w, b))
    with tf.GradientTape() as tape:
        tape.watch([w, b])
        J = tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=x @ w + b))
    dw, db = tape.gradient(J, [w, b])
    return J, dw, db
