"""Ends in a softmax, but the loss takes logits."""

import keras

mlp_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(256, "sigmoid"), keras.layers.Dense(10, "softmax")]
)
