"""Uses the functional interface with activations as layers of their own, 30 units and Nadam."""

import keras

pixels = keras.Input((784,))
hidden = keras.layers.ReLU()(keras.layers.Dense(30)(pixels))
hidden_model = keras.Model(pixels, keras.layers.Softmax()(keras.layers.Dense(10)(hidden)))
hidden_model.compile(loss="categorical_crossentropy", optimizer="nadam")
