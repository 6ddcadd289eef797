"""Writes the layers from the output to the input."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(1, "sigmoid"), Dense(15, "sigmoid"), Dense(25, "sigmoid")])
