"""Expects images of 28x28 that are not unrolled."""

import keras

mlp_model = keras.Sequential(
    [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(256, "sigmoid"), keras.layers.Dense(10)]
)
