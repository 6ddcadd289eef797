"""Returns NumPy arrays in a list."""

import numpy as np
import tensorflow as tf


def forward(X, W, b):
    logits = (X @ W + b).numpy()
    probas = tf.nn.softmax(logits).numpy()
    return [logits, probas, np.argmax(probas, axis=1)]
