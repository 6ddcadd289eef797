"""Adds layer after layer, with the activations in layers of their own."""

from keras import Sequential
from keras.layers import Activation, Dense, Input

model = Sequential()
model.add(Input((400,)))
for units in (25, 15, 1):
    model.add(Dense(units))
    model.add(Activation("sigmoid"))
