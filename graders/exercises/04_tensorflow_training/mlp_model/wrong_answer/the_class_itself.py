"""Forgets to build the model."""

import keras

mlp_model = keras.Sequential
