"""Assigns the result of compile, which is None, to model."""

import keras

model = model.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer=keras.optimizers.Adam(0.001)
)
