"""Adds up the examples' losses in a list."""

import numpy as np
import tensorflow as tf


def cross_entropy(logits, Y):
    labels = np.argmax(Y, axis=1)
    losses = [tf.reduce_logsumexp(logits[i]) - logits[i, c] for i, c in enumerate(labels)]
    return tf.add_n(losses) / len(losses)
