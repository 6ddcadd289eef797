"""Uses ReLU in the hidden layer."""

import keras

mlp_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(10)])
