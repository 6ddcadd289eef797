"""Builds the model but does not compile it."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
