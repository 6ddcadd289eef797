"""Starts all weights at zero, so that all units of a layer stay equal."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, activation="relu", kernel_initializer="zeros", name="L1"),
        Dense(15, activation="relu", name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
