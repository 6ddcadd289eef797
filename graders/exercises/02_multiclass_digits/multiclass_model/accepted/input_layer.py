"""Says the input's shape by an InputLayer and the activations by keras.activations."""

import keras
from keras import activations

model = keras.Sequential(
    [
        keras.layers.InputLayer(shape=(400,)),
        keras.layers.Dense(25, activations.relu, name="L1"),
        keras.layers.Dense(15, activations.relu, name="L2"),
        keras.layers.Dense(10, activations.linear, name="L3"),
    ]
)
