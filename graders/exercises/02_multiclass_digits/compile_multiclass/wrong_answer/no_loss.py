"""Names no loss."""

import keras

model.compile(optimizer=keras.optimizers.Adam(0.001))
