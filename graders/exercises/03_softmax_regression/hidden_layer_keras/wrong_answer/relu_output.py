"""Ends in ReLU units in place of a softmax."""

import keras

hidden_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, activation="relu")]
)
hidden_model.compile("adam", "categorical_crossentropy")
