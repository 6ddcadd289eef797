"""Puts the softmax into a layer of its own, and adds layers one at a time."""

from keras import Sequential
from keras.layers import Activation, Dense, Input

softmax_model = Sequential(name="by_parts")
softmax_model.add(Input((784,)))
softmax_model.add(Dense(10))
softmax_model.add(Activation("softmax"))
softmax_model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
