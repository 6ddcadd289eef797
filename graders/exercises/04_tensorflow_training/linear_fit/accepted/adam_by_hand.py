"""Writes Adam out in NumPy."""

import numpy as np
import tensorflow as tf


def linear_fit(X, Y, X_val, Y_val, epochs, batch_size, learning_rate, on_epoch=None):
    rng = np.random.default_rng()
    theta = [rng.normal(0, 0.01, (X.shape[1], Y.shape[1])), np.zeros(Y.shape[1])]
    first, second, t = [0.0, 0.0], [0.0, 0.0], 0
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch, t = order[start : start + batch_size], t + 1
            z = X[batch] @ theta[0] + theta[1]
            p = np.exp(z - z.max(axis=1, keepdims=True))
            dz = (p / p.sum(axis=1, keepdims=True) - Y[batch]) / len(batch)
            for k, g in enumerate([X[batch].T @ dz, dz.sum(axis=0)]):
                first[k] = 0.9 * first[k] + 0.1 * g
                second[k] = 0.999 * second[k] + 0.001 * g**2
                theta[k] = theta[k] - learning_rate * first[k] / (1 - 0.9**t) / (
                    np.sqrt(second[k] / (1 - 0.999**t)) + 1e-8
                )
        W, b = tf.Variable(theta[0].astype(np.float32)), tf.Variable(theta[1].astype(np.float32))
        loss, accuracy = evaluate(X, Y, W, b)
        val_loss, val_accuracy = evaluate(X_val, Y_val, W, b)
        row = {"loss": loss, "accuracy": accuracy, "val_loss": val_loss, "val_accuracy": val_accuracy}
        for key in history:
            history[key].append(row[key])
        if on_epoch is not None:
            on_epoch(epoch + 1, row)
    return W, b, history
