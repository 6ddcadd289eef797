"""Takes the argmax along axis 0, the default of tf.argmax."""

import tensorflow as tf


def forward(X, W, b):
    logits = X @ W + b
    return logits, tf.nn.softmax(logits), tf.argmax(logits)
