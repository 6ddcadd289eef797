"""Does the step itself and returns NumPy arrays and NumPy numbers."""

import keras
import numpy as np
import tensorflow as tf


def linear_fit(X, Y, X_val, Y_val, epochs, batch_size, learning_rate, on_epoch=None):
    rng = np.random.default_rng(1)
    n, C = X.shape[1], Y.shape[1]
    W, b = tf.Variable(tf.zeros((n, C))), tf.Variable(tf.zeros(C))
    adam = keras.optimizers.Adam(learning_rate=learning_rate)
    history = {key: [] for key in ("val_accuracy", "val_loss", "accuracy", "loss")}

    def measure(inputs, labels):
        z = inputs @ W.numpy() + b.numpy()
        top = z.max(axis=1, keepdims=True)
        loss = np.mean(np.log(np.exp(z - top).sum(axis=1)) + top[:, 0] - (z * labels).sum(axis=1))
        return loss, np.mean(z.argmax(axis=1) == labels.argmax(axis=1))

    for epoch in range(epochs):
        for batch in np.array_split(rng.permutation(len(X)), range(batch_size, len(X), batch_size)):
            with tf.GradientTape() as tape:
                z = tf.matmul(X[batch], W) + b
                loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=Y[batch], logits=z))
            adam.apply_gradients(zip(tape.gradient(loss, [W, b]), [W, b]))
        for prefix, inputs, labels in (("", X, Y), ("val_", X_val, Y_val)):
            history[prefix + "loss"].append(measure(inputs, labels)[0])
            history[prefix + "accuracy"].append(measure(inputs, labels)[1])
        if on_epoch is not None:
            on_epoch(epoch + 1, {key: values[-1] for key, values in history.items()})
    return W.numpy(), b.numpy(), history
