"""Compiles with the mean squared error."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
softmax_model.compile("rmsprop", "mse")
