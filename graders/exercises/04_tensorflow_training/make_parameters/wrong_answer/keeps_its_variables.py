"""Gives every model of the same size the same variables."""

import tensorflow as tf

W_store = {}


def make_parameters(n, C):
    if (n, C) not in W_store:
        W_store[n, C] = (tf.Variable(tf.random.normal((n, C), stddev=0.01)), tf.Variable(tf.zeros(C)))
    return W_store[n, C]
