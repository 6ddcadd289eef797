"""Switches training off."""

import keras

mlp_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(256, "sigmoid"), keras.layers.Dense(10)])
mlp_model.trainable = False
