"""Derives the gradients by hand and gives them to the optimizer."""

import tensorflow as tf


def train_step(X, Y, W, b, optimizer):
    logits, probas, _ = forward(X, W, b)
    dz = (probas - Y) / len(X)
    optimizer.apply_gradients([(tf.transpose(X) @ dz, W), (tf.reduce_sum(dz, axis=0), b)])
    return cross_entropy(logits, Y).numpy()
