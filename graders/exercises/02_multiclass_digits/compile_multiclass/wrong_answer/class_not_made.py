"""Gives the class of the loss itself: the brackets that make a loss of it are missing."""

import keras

model.compile(loss=keras.losses.SparseCategoricalCrossentropy, optimizer=keras.optimizers.Adam(0.001))
