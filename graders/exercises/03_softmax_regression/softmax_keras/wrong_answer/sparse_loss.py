"""Compiles with the loss for integer labels, but the labels are one-hot."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
softmax_model.compile("adam", "sparse_categorical_crossentropy")
