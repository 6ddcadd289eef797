"""Hidden checks of multiclass_model: layers, activations, what it computes, whether it can learn."""

from utils.checks import require
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_ready_to_learn,
    expect_units,
    keras_model,
)

UNITS = (25, 15, 10)


def check_layers(target, rng):
    """Three dense layers of 25, 15 and 10 units on 400 features, with biases: 10,575 parameters."""
    model = keras_model(target, 400)
    layers = dense_layers(model)
    expect_units(layers, UNITS)
    expect_biases(layers)
    count = model.count_params()
    require(
        count == 10_575,
        f"`model` has {count:,} parameters; expected 10,575. Is there something in it besides the three Dense layers?",
    )


def check_relu(target, rng):
    """The two hidden layers end in a relu."""
    layers = dense_layers(keras_model(target, 400))
    require(len(layers) >= 2, f"`model` has {len(layers)} Dense layer; the hidden ones are missing.")
    for position, layer in enumerate(layers[:-1], start=1):
        require(
            layer.activation == "relu",
            f"Dense layer {position} of `model` has the activation {layer.activation}; expected relu."
            + (
                " Without an activation several layers compute no more than one."
                if layer.activation == "linear"
                else ""
            ),
        )


def check_logits(target, rng):
    """The last layer gives ten logits: no softmax, no sigmoid, no relu on them."""
    model = keras_model(target, 400)
    layers = dense_layers(model)
    last = layers[-1] if layers else None
    require(
        last is not None and last.units == 10, "The last layer of `model` should have ten units, one for each digit."
    )
    advice = {
        "softmax": "Leave the softmax out: the loss works on logits and takes care of it.",
        "relu": "A relu there would cut off the negative logits.",
        "sigmoid": "A sigmoid there would squeeze the logits between 0 and 1.",
    }
    require(
        last.activation == "linear",
        f"The last layer has the activation {last.activation}; expected linear. "
        + advice.get(last.activation, "Logits may take any value."),
    )


def check_computes(target, rng):
    """The model computes its layers one after the other, for few and many images and for large pixels."""
    model = keras_model(target, 400)
    layers = dense_layers(model)
    expect_units(layers, UNITS)
    for m, top in ((1, 1.0), (7, 1.0), (4, 60.0)):
        expect_forward(model, layers, rng.uniform(0, top, size=(m, 400)))


def check_ready_to_learn(target, rng):
    """The first weights are random and every layer may be trained."""
    layers = dense_layers(keras_model(target, 400))
    expect_units(layers, UNITS)
    expect_ready_to_learn(layers)
