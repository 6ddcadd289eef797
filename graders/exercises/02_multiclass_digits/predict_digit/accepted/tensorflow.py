"""Returns TensorFlow tensors."""

import tensorflow as tf


def predict_digit(logits):
    probabilities = tf.nn.softmax(logits)
    return tf.argmax(probabilities, axis=-1), probabilities
