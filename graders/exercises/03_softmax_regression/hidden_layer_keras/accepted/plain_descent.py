"""Takes stochastic gradient descent with momentum and He initial weights, which learns well here."""

import keras

hidden_model = keras.Sequential(name="descent")
hidden_model.add(keras.Input((784,)))
hidden_model.add(keras.layers.Dense(60, activation=keras.activations.relu, kernel_initializer="he_normal"))
hidden_model.add(keras.layers.Dense(10, activation="softmax"))
hidden_model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(learning_rate=0.05, momentum=0.9))
