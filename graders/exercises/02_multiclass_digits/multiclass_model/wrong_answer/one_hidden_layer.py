"""Leaves the second hidden layer out."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, activation="relu", name="L1"),
        Dense(10, activation="linear", name="L3"),
    ]
)
