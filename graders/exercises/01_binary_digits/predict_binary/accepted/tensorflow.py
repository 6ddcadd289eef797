"""Casts in TensorFlow, in float32, and returns a tensor."""

import tensorflow as tf


def predict_binary(probabilities):
    return tf.cast(tf.cast(probabilities, tf.float32) >= 0.5, tf.int32)
