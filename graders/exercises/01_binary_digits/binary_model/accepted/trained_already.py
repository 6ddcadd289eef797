"""Has already been trained for a step on made-up data."""

import numpy as np
from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((400,)), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")])
model.compile(loss="binary_crossentropy", optimizer="sgd")
model.fit(np.eye(20, 400), np.arange(20).reshape(-1, 1) % 2, epochs=1, verbose=0)
