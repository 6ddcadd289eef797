"""Gives the labels for logits and the logits for labels."""

import tensorflow as tf


def cross_entropy(logits, Y):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=logits, logits=Y))
