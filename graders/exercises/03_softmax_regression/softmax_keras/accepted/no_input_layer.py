"""Leaves the input shape open and builds the model by hand; the loss is a function."""

import keras

softmax_model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
softmax_model.build((None, 784))
softmax_model.compile(optimizer="adam", loss=keras.losses.categorical_crossentropy)
