"""Uses ReLU in the hidden layers."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(25, "relu"), Dense(15, "relu"), Dense(1, "sigmoid")])
