"""Writes the product as an einsum and gives int32 classes of the probabilities."""

import tensorflow as tf


def forward(X, W, b):
    logits = tf.einsum("mn,nc->mc", tf.convert_to_tensor(X), W) + b
    probas = tf.nn.softmax(logits, axis=-1)
    return logits, probas, tf.argmax(probas, axis=-1, output_type=tf.int32)
