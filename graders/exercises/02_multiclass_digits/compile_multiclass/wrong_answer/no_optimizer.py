"""Names no optimizer, so Keras takes RMSprop."""

import keras

model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
