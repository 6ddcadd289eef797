"""Compiles train_step, and takes its batches from a tf.data pipeline."""

import keras
import tensorflow as tf


def linear_fit(X, Y, X_val, Y_val, epochs, batch_size, learning_rate, on_epoch=None):
    W, b = make_parameters(X.shape[1], Y.shape[1])
    optimizer = keras.optimizers.Adam(learning_rate=learning_rate)
    batches = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(len(X)).batch(batch_size)
    step = tf.function(train_step)
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    rows = []
    for epoch in range(epochs):
        for images, labels in batches:
            step(images, labels, W, b, optimizer)
        rows.append(dict(zip(names, evaluate(X, Y, W, b) + evaluate(X_val, Y_val, W, b), strict=True)))
        if on_epoch is not None:
            on_epoch(epoch + 1, rows[-1])
    return W, b, {name: [row[name] for row in rows] for name in names}
