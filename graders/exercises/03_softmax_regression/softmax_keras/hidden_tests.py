"""Hidden checks of softmax_keras: what `softmax_model` is, what it computes, and that it learns."""

import numpy as np

from graders.course_checks.keras_compile import expect_compiled
from graders.course_checks.training import IMAGES, OTHERS, accuracy_after_training
from utils import data
from utils.checks import quiet, require
from utils.describe import shown
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    keras_model,
)

NAME = "softmax_model"


def check_structure(target, rng):
    """One layer of ten softmax units on 784 pixels: 7850 parameters, all of them free to learn."""
    model = keras_model(target, 784, NAME)
    layers = dense_layers(model, NAME)
    expect_layers(layers, [(10, "softmax")], NAME)
    expect_biases(layers, NAME)
    for layer in layers:
        # Zero weights are a fine start for a model without a hidden layer, so only being frozen counts.
        require(layer.trainable, f"`{NAME}` is frozen (trainable is False), so training would never change it.")
    require(
        model.count_params() == 7850, f"`{NAME}` has {model.count_params()} parameters; expected 784 * 10 + 10 = 7850."
    )


def check_computes(target, rng):
    """The output is softmax(X @ W + b), row by row."""
    model = keras_model(target, 784, NAME)
    layers = dense_layers(model, NAME)
    X = rng.uniform(size=(5, 784))
    expect_forward(model, layers, X, NAME)
    with quiet():
        sums = np.asarray(model(X.astype("float32"))).sum(axis=1)
    require(
        np.allclose(sums, 1, atol=1e-4), f"The rows of `{NAME}`'s output sum to {shown(sums)}; probabilities sum to 1."
    )


def check_compiled(target, rng):
    """Compiled with the categorical cross-entropy of probabilities, and with RMSprop or Adam."""
    expect_compiled(keras_model(target, 784, NAME), NAME, rng, optimizers=("RMSprop", "Adam"))


def check_learns(target, rng):
    """A copy with fresh weights, trained for a moment, gets most images right that it has not seen."""
    model = keras_model(target, 784, NAME)
    expect_compiled(model, NAME, rng)
    with quiet():
        images = data.load_images("digits")  # as the notebook does, so that they are drawn once for all
    share = accuracy_after_training(model, images, int(rng.integers(2**31)), enough=75)
    require(
        share >= 75,
        f"Trained for a moment on {IMAGES} digits, a copy of `{NAME}` gets {share:.0f} % of {OTHERS} others right; at "
        "least 75 % was expected. Look at the optimizer and at its learning rate: the default is a good one.",
    )
