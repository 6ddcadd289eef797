"""Ends with one unit for each digit."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(2, "sigmoid")])
