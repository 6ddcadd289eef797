"""Expects images of 28x28."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((784,)), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")])
