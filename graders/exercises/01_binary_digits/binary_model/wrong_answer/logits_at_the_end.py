"""Leaves the last layer linear, so that it gives no probability."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1)])
