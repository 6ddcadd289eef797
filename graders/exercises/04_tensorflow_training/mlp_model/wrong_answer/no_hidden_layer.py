"""Is the linear model again."""

import keras

mlp_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
