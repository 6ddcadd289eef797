"""Uses the binary cross-entropy."""

import tensorflow as tf


def cross_entropy(logits, Y):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=Y, logits=logits))
