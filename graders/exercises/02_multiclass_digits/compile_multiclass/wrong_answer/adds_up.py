"""Sums the loss over the batch in place of the mean."""

import keras

model.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum"),
    optimizer=keras.optimizers.Adam(0.001),
)
