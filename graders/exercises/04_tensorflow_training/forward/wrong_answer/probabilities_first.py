"""Returns the probabilities before the logits."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    probas = tf.nn.softmax(logits)
    return probas, logits, tf.argmax(logits, axis=1)
