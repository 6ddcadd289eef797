"""Puts a softmax behind the logits first, while the loss expects logits."""

import keras

model.add(keras.layers.Softmax())
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer=keras.optimizers.Adam(0.001))
