"""Asks the loss to work on logits, though the model ends in a softmax."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
softmax_model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))
