"""Has two hidden units, too few to tell ten classes apart."""

import keras

hidden_model = keras.Sequential(
    [keras.Input((784,)), keras.layers.Dense(2, activation="relu"), keras.layers.Dense(10, activation="softmax")]
)
hidden_model.compile("adam", "categorical_crossentropy")
