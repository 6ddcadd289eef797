"""Uses the sigmoid of the first assignment in the hidden layers."""

from keras import Sequential
from keras.layers import Dense, Input

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, activation="sigmoid", name="L1"),
        Dense(15, activation="sigmoid", name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
