"""Takes Adam with a learning rate of its own, a loss object and two metrics."""

import keras

softmax_model = keras.Sequential(
    [keras.Input(shape=(784,)), keras.layers.Dense(10, activation=keras.activations.softmax)]
)
softmax_model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.002),
    loss=keras.losses.CategoricalCrossentropy(),
    metrics=["accuracy", "top_k_categorical_accuracy"],
)
