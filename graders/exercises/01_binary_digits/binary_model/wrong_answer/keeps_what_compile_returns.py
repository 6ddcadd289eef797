"""Stores what compile returns, which is None."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")]).compile(
    loss="binary_crossentropy", optimizer="adam"
)
