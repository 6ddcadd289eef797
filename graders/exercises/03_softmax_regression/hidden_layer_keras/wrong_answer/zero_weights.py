"""Starts all weights at zero, so no hidden unit ever learns."""

import keras

hidden_model = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(15, activation="relu", kernel_initializer="zeros"),
        keras.layers.Dense(10, activation="softmax", kernel_initializer="zeros"),
    ]
)
hidden_model.compile("adam", "categorical_crossentropy")
