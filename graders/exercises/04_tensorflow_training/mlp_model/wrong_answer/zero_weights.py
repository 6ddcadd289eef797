"""Starts the hidden layer at zero, so that all its units stay equal."""

import keras

mlp_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(256, "sigmoid", kernel_initializer="zeros"), keras.layers.Dense(10)]
)
