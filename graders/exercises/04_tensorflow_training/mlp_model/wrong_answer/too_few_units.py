"""Takes over 25 units from an earlier assignment."""

import keras

mlp_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(25, "sigmoid"), keras.layers.Dense(10)])
