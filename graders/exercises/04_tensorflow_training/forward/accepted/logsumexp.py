"""Gets the probabilities from the log-sum-exp."""

import tensorflow as tf


def forward(X, W, b):
    logits = tf.nn.bias_add(tf.linalg.matmul(X, W), b)
    probas = tf.exp(logits - tf.reduce_logsumexp(logits, axis=1, keepdims=True))
    return logits, probas, tf.argmax(probas, 1)
