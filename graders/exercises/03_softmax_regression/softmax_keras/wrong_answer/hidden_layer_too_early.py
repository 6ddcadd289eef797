"""Adds a hidden layer, which is the next exercise."""

import keras

softmax_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(15, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
softmax_model.compile("adam", "categorical_crossentropy")
