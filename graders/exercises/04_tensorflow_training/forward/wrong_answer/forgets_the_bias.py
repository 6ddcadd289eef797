"""Does not add the bias."""

import tensorflow as tf


def forward(X, W, b):
    logits = tf.matmul(X, W)
    return logits, tf.nn.softmax(logits), tf.argmax(logits, axis=1)
