"""Compiles with the loss for integer labels, but the labels are one-hot."""

import keras

hidden_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(15, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
hidden_model.compile("adam", "sparse_categorical_crossentropy")
