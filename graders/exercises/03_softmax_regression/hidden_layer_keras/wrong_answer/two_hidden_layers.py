"""Has two hidden layers."""

import keras
from keras.layers import Dense

hidden_model = keras.Sequential(
    [keras.Input((784,)), Dense(30, activation="relu"), Dense(15, activation="relu"), Dense(10, activation="softmax")]
)
hidden_model.compile("adam", "categorical_crossentropy")
