"""Uses the functional interface, and starts from zero weights as the NumPy classifier did."""

import keras

pixels = keras.Input((784,))
probabilities = keras.layers.Dense(10, activation="softmax", kernel_initializer="zeros")(pixels)
softmax_model = keras.Model(pixels, probabilities)
softmax_model.compile(optimizer=keras.optimizers.RMSprop(), loss="categorical_crossentropy")
