"""Activations stand in layers of their own."""

import keras

model = keras.Sequential(
    [
        keras.Input(shape=(400,)),
        keras.layers.Dense(25, name="L1"),
        keras.layers.ReLU(),
        keras.layers.Dense(15, name="L2"),
        keras.layers.Activation("relu"),
        keras.layers.Dense(10, name="L3"),
    ]
)
