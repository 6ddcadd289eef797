"""Builds the model but does not compile it."""

import keras

hidden_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(15, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
