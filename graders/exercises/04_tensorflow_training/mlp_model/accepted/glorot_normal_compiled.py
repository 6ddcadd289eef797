"""Chooses another initialisation and compiles the model."""

import keras

mlp_model = keras.Sequential(
    [
        keras.layers.InputLayer(shape=(784,)),
        keras.layers.Dense(units=256, activation=keras.activations.sigmoid, kernel_initializer="glorot_normal"),
        keras.layers.Dense(10, activation=None, bias_initializer="random_normal"),
    ],
    name="perceptron",
)
mlp_model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
