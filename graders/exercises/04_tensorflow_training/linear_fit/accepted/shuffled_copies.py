"""Shuffles copies of both arrays in each epoch, in a list of results."""

import keras
import numpy as np


def linear_fit(X, Y, X_val, Y_val, epochs, batch_size, learning_rate, on_epoch=None):
    W, b = make_parameters(X.shape[1], Y.shape[1])
    optimizer = keras.optimizers.Adam(learning_rate)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    both = np.concatenate([X, Y], axis=1)
    for epoch in range(epochs):
        np.random.shuffle(both)
        images, labels = both[:, : X.shape[1]], both[:, X.shape[1] :]
        step = 0
        while step * batch_size < len(both):
            part = slice(step * batch_size, (step + 1) * batch_size)
            train_step(images[part], labels[part], W, b, optimizer)
            step += 1
        loss, accuracy = evaluate(X, Y, W, b)
        val_loss, val_accuracy = evaluate(X_val, Y_val, W, b)
        row = {"loss": loss, "accuracy": accuracy, "val_loss": val_loss, "val_accuracy": val_accuracy}
        for key in history:
            history[key].append(row[key])
        if on_epoch is not None:
            on_epoch(epoch + 1, row)
    return [W, b, history]
