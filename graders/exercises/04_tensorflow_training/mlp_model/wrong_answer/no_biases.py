"""Leaves the biases out."""

import keras

mlp_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(256, "sigmoid", use_bias=False), keras.layers.Dense(10, use_bias=False)]
)
