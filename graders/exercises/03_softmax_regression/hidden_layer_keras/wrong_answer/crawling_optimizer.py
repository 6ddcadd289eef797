"""Learns at a rate so small that it stays where it started."""

import keras

hidden_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(15, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
hidden_model.compile(keras.optimizers.Adam(learning_rate=1e-7), "categorical_crossentropy")
