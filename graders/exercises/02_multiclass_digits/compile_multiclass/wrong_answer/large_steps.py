"""Makes the learning rate a hundred times too large."""

import keras

model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), optimizer=keras.optimizers.Adam(0.1))
