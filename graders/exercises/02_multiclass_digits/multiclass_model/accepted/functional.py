"""Built with the functional interface."""

import keras
from keras.layers import Dense

inputs = keras.Input(shape=(400,))
hidden = Dense(25, activation="relu", name="L1")(inputs)
hidden = Dense(15, activation="relu", name="L2")(hidden)
model = keras.Model(inputs, Dense(10, name="L3")(hidden))
