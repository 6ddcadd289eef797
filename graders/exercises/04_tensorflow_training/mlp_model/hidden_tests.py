"""Hidden checks of mlp_model."""

from utils.checks import require
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    expect_ready_to_learn,
    expect_units,
    keras_model,
)

NAME = "mlp_model"


def layers_of(target):
    model = keras_model(target, n_features=784, name=NAME)
    layers = dense_layers(model, NAME)
    expect_units(layers, [256, 10], NAME)
    return model, layers


def check_layers(target, rng):
    """Two dense layers, of 256 and of 10 units, on 784 features."""
    _, layers = layers_of(target)
    require(layers[0].kernel.shape == (784, 256), "The first layer should read the 784 pixels.")
    require(layers[1].kernel.shape == (256, 10), "The second layer should read the 256 hidden units.")


def check_activations(target, rng):
    """The hidden layer is sigmoid, the output layer gives logits."""
    _, layers = layers_of(target)
    expect_layers(layers, [(256, "sigmoid"), (10, "linear")], NAME)


def check_logits(target, rng):
    """The model computes its two layers one after the other, whatever the input."""
    model, layers = layers_of(target)
    expect_forward(model, layers, rng.uniform(0, 1, (3, 784)), NAME)
    expect_forward(model, layers, rng.normal(0, 2, (1, 784)), NAME)


def check_ready(target, rng):
    """Both layers have biases, may learn, start from random weights, and add nothing to the loss."""
    model, layers = layers_of(target)
    expect_biases(layers, NAME)
    expect_ready_to_learn(layers, NAME)
    require(
        not model.losses,
        f"`{NAME}` adds a penalty on its weights to the loss, which would then not be the cross-entropy that is compared "
        "with the linear model's: drop the regularizer.",
    )
