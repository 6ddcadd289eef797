"""Adds layers one by one, the activation on its own, the input shape left open."""

import keras

mlp_model = keras.Sequential()
mlp_model.add(keras.layers.Dense(256))
mlp_model.add(keras.layers.Activation("sigmoid"))
mlp_model.add(keras.layers.Dense(10, activation="linear", name="logits"))
