"""Takes the logarithm to base 2."""

import numpy as np
import tensorflow as tf


def cross_entropy(logits, Y):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=Y, logits=logits)) / np.log(2)
