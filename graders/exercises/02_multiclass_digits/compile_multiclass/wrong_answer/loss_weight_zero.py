"""Multiplies the loss by nothing, so that training changes nothing."""

import keras

model.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=keras.optimizers.Adam(0.001),
    loss_weights=[0.0],
)
