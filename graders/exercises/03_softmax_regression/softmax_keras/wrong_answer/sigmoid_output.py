"""Ends in ten sigmoids, whose outputs do not sum to 1."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="sigmoid")])
softmax_model.compile("adam", "categorical_crossentropy")
