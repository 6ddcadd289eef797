"""Uses a relu that stops at 6."""

from keras import Sequential
from keras.layers import Dense, Input, ReLU

model = Sequential(
    [
        Input(shape=(400,)),
        Dense(25, name="L1"),
        ReLU(max_value=6),
        Dense(15, activation="relu", name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
