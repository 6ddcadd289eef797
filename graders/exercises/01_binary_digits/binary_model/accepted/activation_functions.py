"""Passes TensorFlow's function as the activation, names the layers, and compiles at once."""

import tensorflow as tf

model = tf.keras.Sequential(
    [
        tf.keras.layers.InputLayer(shape=(400,)),
        tf.keras.layers.Dense(25, activation=tf.nn.sigmoid, name="first"),
        tf.keras.layers.Dense(15, activation=tf.keras.activations.sigmoid, name="second"),
        tf.keras.layers.Dense(1, "sigmoid", name="last"),
    ],
    name="zero_or_one",
)
model.compile(loss="binary_crossentropy", optimizer="adam")
