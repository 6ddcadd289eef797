"""Has a flatten layer before the first Dense."""

import keras

mlp_model = keras.Sequential(
    [keras.Input(shape=(784,)), keras.layers.Flatten(), keras.layers.Dense(256, "sigmoid"), keras.layers.Dense(10)]
)
