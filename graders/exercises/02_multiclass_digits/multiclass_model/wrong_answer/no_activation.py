"""Forgets the activations of the hidden layers."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, name="L1"),
        Dense(15, name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
