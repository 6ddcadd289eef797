"""Gives Adam by name; its own learning rate is 0.001."""

import keras

model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
