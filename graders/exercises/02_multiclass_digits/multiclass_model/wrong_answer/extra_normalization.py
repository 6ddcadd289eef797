"""Adds a layer that was not asked."""

from keras import Sequential
from keras.layers import BatchNormalization, Dense, Input

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, activation="relu", name="L1"),
        BatchNormalization(),
        Dense(15, activation="relu", name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
