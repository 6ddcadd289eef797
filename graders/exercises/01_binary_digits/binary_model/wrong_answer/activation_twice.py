"""Adds an activation layer behind a layer that already has its sigmoid."""

from keras import Sequential
from keras.layers import Activation, Dense, Input

model = Sequential(
    [
        Input((400,)),
        Dense(25, activation="sigmoid"),
        Dense(15, activation="sigmoid"),
        Dense(1, activation="sigmoid"),
        Activation("sigmoid"),
    ]
)
