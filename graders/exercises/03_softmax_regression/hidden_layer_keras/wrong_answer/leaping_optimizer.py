"""Learns at a rate so large that it never settles."""

import keras

hidden_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(15, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
hidden_model.compile(keras.optimizers.Adam(learning_rate=10.0), "categorical_crossentropy")
