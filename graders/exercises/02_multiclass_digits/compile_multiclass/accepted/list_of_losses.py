"""Gives the loss in a list of one and a few more settings."""

import keras

model.compile(
    optimizer=keras.optimizers.Adam(),
    loss=[keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum_over_batch_size")],
    steps_per_execution=8,
)
