"""Hidden checks of the Keras model for zeros and ones."""

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

UNITS = [25, 15, 1]
LAYERS = [(25, "sigmoid"), (15, "sigmoid"), (1, "sigmoid")]


def layers_of(target):
    """Climb to a Keras model of dense layers for 400 features."""
    model = keras_model(target, n_features=400)
    return model, dense_layers(model)


def check_units(target, rng):
    """Three dense layers of 25, 15 and 1 units, in this order."""
    _, layers = layers_of(target)
    expect_units(layers, UNITS)


def check_activations(target, rng):
    """Each of the three layers has a sigmoid."""
    _, layers = layers_of(target)
    expect_layers(layers, LAYERS)


def check_parameters(target, rng):
    """10,025 + 390 + 16 = 10,431 parameters, biases included."""
    model, layers = layers_of(target)
    expect_biases(layers)
    sizes = [layer.kernel.size + layer.bias.size for layer in layers]
    total = int(model.count_params())
    require(
        total == 10_431 and sizes == [10_025, 390, 16],
        f"`model` has {total:,} parameters, {' + '.join(f'{size:,}' for size in sizes)} in its dense layers; "
        "expected 10,025 + 390 + 16 = 10,431. Look at the units and at the number of features.",
    )


def check_computes(target, rng):
    """The model computes its three layers one after the other, each example on its own."""
    model, layers = layers_of(target)
    expect_layers(layers, LAYERS)
    expect_forward(model, layers, rng.random((7, 400)))
    expect_forward(model, layers, 3 * rng.normal(size=(1, 400)))


def check_ready_to_learn(target, rng):
    """All layers can be trained, from first weights that differ from each other."""
    _, layers = layers_of(target)
    expect_units(layers, UNITS)
    expect_ready_to_learn(layers)
