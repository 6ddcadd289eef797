"""Derives the output layer from Dense, with its softmax built in."""

import keras


class Probabilities(keras.layers.Dense):
    """A dense layer with a softmax."""

    def __init__(self, units):
        super().__init__(units, activation="softmax")


softmax_model = keras.Sequential([keras.Input((784,)), Probabilities(10)])
softmax_model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
