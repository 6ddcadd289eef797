"""Takes a relu that leaks."""

import keras

model = keras.Sequential(
    [
        keras.Input((400,)),
        keras.layers.Dense(25, activation="leaky_relu", name="L1"),
        keras.layers.Dense(15, activation="leaky_relu", name="L2"),
        keras.layers.Dense(10, name="L3"),
    ]
)
