"""Adds one layer after the other, with functions as activations and another initializer."""

import keras
import tensorflow as tf

model = keras.Sequential(name="digits")
model.add(keras.layers.Dense(25, activation=tf.nn.relu, kernel_initializer="he_normal", name="L1"))
model.add(keras.layers.Dense(15, activation=lambda z: tf.maximum(z, 0.0), name="L2"))
model.add(keras.layers.Dense(10, activation=None, name="L3"))
