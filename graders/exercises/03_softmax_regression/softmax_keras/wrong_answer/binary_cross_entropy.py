"""Compiles with the binary cross-entropy."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
softmax_model.compile("adam", "binary_crossentropy")
