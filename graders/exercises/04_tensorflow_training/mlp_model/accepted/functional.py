"""Uses the functional interface."""

import keras
import tensorflow as tf

inputs = keras.Input((784,))
hidden = keras.layers.Dense(256, activation=tf.nn.sigmoid)(inputs)
mlp_model = keras.Model(inputs, keras.layers.Dense(10)(hidden))
