"""Ends with a softmax, which is always 1 over a single unit."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "softmax")])
