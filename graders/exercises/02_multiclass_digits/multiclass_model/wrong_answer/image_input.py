"""Takes images of 20x20 in place of the unrolled 400 features."""

from keras import Sequential
from keras.layers import Dense, Flatten, Input

model = Sequential(
    [
        Input(shape=(20, 20)),
        Flatten(),
        Dense(25, activation="relu", name="L1"),
        Dense(15, activation="relu", name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
