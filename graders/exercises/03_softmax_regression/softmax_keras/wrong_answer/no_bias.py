"""Leaves the biases out."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax", use_bias=False)])
softmax_model.compile("adam", "categorical_crossentropy")
