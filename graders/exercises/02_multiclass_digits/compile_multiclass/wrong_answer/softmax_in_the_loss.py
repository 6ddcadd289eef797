"""Takes the softmax inside the loss and then the loss of probabilities: right until a probability rounds to 0."""

import keras
import tensorflow as tf


def loss(y_true, y_pred):
    return keras.losses.sparse_categorical_crossentropy(y_true, tf.identity(tf.nn.softmax(y_pred)))


model.compile(loss=loss, optimizer=keras.optimizers.Adam(0.001))
