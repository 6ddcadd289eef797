"""Takes images of 28x28 without unrolling them, so each row of pixels is classified on its own."""

import keras

softmax_model = keras.Sequential([keras.Input((28, 28)), keras.layers.Dense(10, activation="softmax")])
softmax_model.compile("adam", "categorical_crossentropy")
