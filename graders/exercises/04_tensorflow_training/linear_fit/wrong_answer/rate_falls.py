"""Halves the learning rate after each epoch."""

import keras
import numpy as np


def linear_fit(X, Y, X_val, Y_val, epochs, batch_size, learning_rate, on_epoch=None):
    W, b = make_parameters(X.shape[1], Y.shape[1])
    optimizer = keras.optimizers.Adam(learning_rate=learning_rate)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        order = np.random.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            train_step(X[batch], Y[batch], W, b, optimizer)
        optimizer.learning_rate = learning_rate / 2 ** (epoch + 1)
        loss, accuracy = evaluate(X, Y, W, b)
        val_loss, val_accuracy = evaluate(X_val, Y_val, W, b)
        row = {"loss": loss, "accuracy": accuracy, "val_loss": val_loss, "val_accuracy": val_accuracy}
        for key, value in row.items():
            history[key].append(value)
        if on_epoch is not None:
            on_epoch(epoch + 1, row)
    return W, b, history
