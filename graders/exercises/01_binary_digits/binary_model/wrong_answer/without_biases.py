"""Switches the biases off."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), *(Dense(units, activation="sigmoid", use_bias=False) for units in (25, 15, 1))])
