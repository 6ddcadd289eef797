"""Lists the layers from the output to the input."""

import keras

mlp_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, "sigmoid"), keras.layers.Dense(256)])
