"""Derives a layer of its own from Dense and names it once."""

import keras


class Hidden(keras.layers.Dense):
    """A dense layer with relu unless something else is said."""

    def __init__(self, units, activation="relu", **settings):
        super().__init__(units, activation=activation, **settings)


model = keras.Sequential(
    [keras.Input((400,)), Hidden(25, name="L1"), Hidden(15, name="L2"), Hidden(10, activation="linear", name="L3")],
    name="my_model",
)
