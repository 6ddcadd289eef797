"""Has no activation between the layers, so that two are no more than one."""

import keras

mlp_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(256), keras.layers.Dense(10)])
