"""Takes an optimizer that few have heard of, and a few more units."""

import keras

hidden_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
hidden_model.compile(keras.optimizers.Lamb(0.01), "categorical_crossentropy")
