"""Makes a list of layers, but no model of them."""

from keras.layers import Dense

model = [
    Dense(25, activation="relu", name="L1"),
    Dense(15, activation="relu", name="L2"),
    Dense(10, activation="linear", name="L3"),
]
