"""Writes the loss by hand, as log of the sum minus the label's own logit."""

import keras
import tensorflow as tf


def cross_entropy(y_true, logits):
    chosen = tf.one_hot(tf.cast(tf.reshape(y_true, [-1]), tf.int32), 10)
    return tf.reduce_logsumexp(logits, axis=1) - tf.reduce_sum(chosen * logits, axis=1)


model.compile(loss=cross_entropy, optimizer=keras.optimizers.Adam())
