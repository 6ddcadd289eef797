"""Gives the layers no names."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, activation="relu"),
        Dense(15, activation="relu"),
        Dense(10, activation="linear"),
    ]
)
