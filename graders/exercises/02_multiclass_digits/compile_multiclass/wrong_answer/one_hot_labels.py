"""Uses the cross-entropy for one-hot labels, but the labels are whole numbers."""

import keras

model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True), optimizer=keras.optimizers.Adam(0.001))
