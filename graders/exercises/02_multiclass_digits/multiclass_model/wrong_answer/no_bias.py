"""Leaves the biases out."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, activation="relu", use_bias=False, name="L1"),
        Dense(15, activation="relu", name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
