"""Wires the layers by hand with the functional interface."""

import keras

inputs = keras.Input(shape=(400,), name="pixels")
hidden = keras.layers.Dense(25, activation="sigmoid")(inputs)
hidden = keras.layers.Dense(15, activation="sigmoid")(hidden)
outputs = keras.layers.Dense(1, activation="sigmoid")(hidden)
model = keras.Model(inputs, outputs)
