"""Puts a dropout layer between the dense ones."""

from keras import Sequential
from keras.layers import Dense, Dropout, Input

model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dropout(0.2), Dense(15, "sigmoid"), Dense(1, "sigmoid")])
