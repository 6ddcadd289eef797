"""Returns the mean log-probability, which is negative."""

import tensorflow as tf


def cross_entropy(logits, Y):
    return tf.reduce_mean(tf.reduce_sum(Y * tf.nn.log_softmax(logits), axis=1))
