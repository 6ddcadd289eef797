"""Returns probabilities for logits."""

import tensorflow as tf


def forward(X, W, b):
    probas = tf.nn.softmax(X @ W + b)
    return probas, probas, tf.argmax(probas, axis=1)
