"""Takes its batches from a tf.data pipeline."""

import keras
import tensorflow as tf


def linear_fit(X, Y, X_val, Y_val, epochs, batch_size, learning_rate, on_epoch=None):
    W, b = make_parameters(X.shape[1], Y.shape[1])
    optimizer = keras.optimizers.Adam(learning_rate)
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    batches = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(len(X)).batch(batch_size)
    for epoch in range(1, epochs + 1):
        for x_batch, y_batch in batches:
            train_step(x_batch, y_batch, W, b, optimizer)
        loss, accuracy = evaluate(X, Y, W, b)
        val_loss, val_accuracy = evaluate(X_val, Y_val, W, b)
        row = {"loss": loss, "accuracy": accuracy, "val_loss": val_loss, "val_accuracy": val_accuracy}
        for key in history:
            history[key].append(row[key])
        if on_epoch:
            on_epoch(epoch, row)
    return W, b, history
