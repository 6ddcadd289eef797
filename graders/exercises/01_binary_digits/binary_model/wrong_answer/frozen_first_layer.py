"""Freezes the first layer."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")])
model.layers[0].trainable = False
