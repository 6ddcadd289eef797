"""Hidden checks of hidden_layer_keras: what `hidden_model` is, and that it reaches 80 %."""

from graders.course_checks.keras_compile import expect_compiled
from graders.course_checks.training import IMAGES, OTHERS, accuracy_after_training
from utils import data
from utils.checks import quiet, require
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    expect_ready_to_learn,
    keras_model,
)

NAME = "hidden_model"


def check_structure(target, rng):
    """One hidden ReLU layer of 15 to 256 units and ten softmax units, free to learn, one after the other."""
    model = keras_model(target, 784, NAME)
    layers = dense_layers(model, NAME)
    units = layers[0].units if layers else 15
    expect_layers(layers, [(units, "relu"), (10, "softmax")], NAME)
    require(15 <= units <= 256, f"The hidden layer of `{NAME}` has {units} units; take 15 to 256.")
    expect_biases(layers, NAME)
    expect_ready_to_learn(layers, NAME)
    expect_forward(model, layers, rng.uniform(size=(5, 784)), NAME)


def check_compiled(target, rng):
    """Compiled with the categorical cross-entropy of probabilities."""
    expect_compiled(keras_model(target, 784, NAME), NAME, rng)


def check_reaches_80(target, rng):
    """A copy with fresh weights, trained for a moment, gets 80 % of images right that it has not seen."""
    model = keras_model(target, 784, NAME)
    expect_compiled(model, NAME, rng)
    with quiet():
        images = data.load_images("digits")  # as the notebook does, so that they are drawn once for all
    share = 0.0
    for seed in rng.integers(2**31, size=2):  # with few units a draw of the first weights may be an unlucky one
        share = max(share, accuracy_after_training(model, images, int(seed), enough=80))
        if share >= 80:
            break
    require(
        share >= 80,
        f"Trained for a moment on {IMAGES} digits, a copy of `{NAME}` with fresh weights gets {share:.0f} % of "
        f"{OTHERS} others right; at least 80 % was expected. Look at the number of units, at the weights it starts from, and "
        "at the optimizer and its learning rate: the defaults are good ones.",
    )
