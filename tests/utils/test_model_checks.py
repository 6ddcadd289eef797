"""Keras models are read by their structure and by what they compute, in every spelling."""

import numpy as np
import pytest

from utils.quiet import quiet_imports

with quiet_imports():
    import keras
    import tensorflow as tf

from keras import layers
from keras.layers import Dense

from utils.activations import ACTIVATIONS, OTHERS, activation_name
from utils.checks import CheckFailed
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    expect_plain_loss,
    expect_ready_to_learn,
    expect_units,
    forward,
    keras_model,
    loss_weight,
)
from utils.placeholder import Placeholder

X = np.random.default_rng(1).normal(size=(5, 4))


def model_of(*parts, n=4):
    return keras.Sequential([keras.Input((n,)), *parts])


def read(target, n=4):
    return dense_layers(keras_model(target, n))


def shape_of(found):
    return [(layer.units, layer.activation) for layer in found]


def told(call, *arguments):
    with pytest.raises(CheckFailed) as caught:
        call(*arguments)
    return str(caught.value)


# --- activations -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["linear", "sigmoid", "relu", "tanh", "softmax"])
def test_an_activation_is_recognised_in_every_spelling(name):
    function = getattr(keras.activations, name)
    from_tensorflow = {"linear": tf.identity}.get(name) or getattr(tf.nn, name)
    for spelling in (name, function, from_tensorflow, lambda z: function(z), getattr(keras.ops, name, function)):
        assert activation_name(keras.activations.get(spelling)) == name
    for layer in (layers.Activation(name), layers.Lambda(lambda z: function(z))):
        assert activation_name(layer) == name


def test_no_activation_at_all_is_linear():
    assert shape_of(read(model_of(Dense(3)))) == [(3, "linear")]


@pytest.mark.parametrize("name", OTHERS)
def test_an_activation_that_no_exercise_asks_for_is_called_by_its_name(name):
    assert activation_name(keras.activations.get(name)) == name


def test_a_leaky_relu_is_told_whatever_its_slope():
    assert activation_name(keras.activations.leaky_relu) == "leaky_relu"
    assert activation_name(layers.LeakyReLU(negative_slope=0.01)) == "leaky_relu"
    assert activation_name(lambda z: tf.where(z < 0, 0.3 * z, z)) == "leaky_relu"


@pytest.mark.parametrize("function", [tf.abs, lambda z: tf.maximum(z, 0.0) ** 2, lambda z: 2 * z, tf.sin])
def test_an_activation_that_nobody_has_named_is_unknown(function):
    assert activation_name(function) == "unknown"


def test_an_activation_that_breaks_is_unknown():
    assert activation_name(lambda z: z.no_such_thing) == "unknown"
    assert activation_name(lambda z: z[:1]) == "unknown"


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (layers.ReLU, "relu"),
        (layers.Softmax, "softmax"),
        (lambda: layers.Activation("tanh"), "tanh"),
        (lambda: layers.Activation(tf.nn.sigmoid), "sigmoid"),
        (lambda: layers.Lambda(lambda z: tf.maximum(z, 0.0)), "relu"),
        (lambda: layers.Activation("linear"), "linear"),
    ],
)
def test_a_layer_that_only_activates_belongs_to_the_dense_layer_before_it(layer, name):
    model = model_of(Dense(3), layer(), Dense(2))
    found = read(model)
    assert shape_of(found) == [(3, name), (2, "linear")]
    expect_forward(model, found, X)


def test_an_activation_on_top_of_another_is_told():
    message = told(read, model_of(Dense(3, "relu", name="first"), layers.Activation("sigmoid")))
    assert message == "Layer `first` of `model` has the activation relu and then sigmoid on top: one is enough."


def test_an_activation_before_every_dense_layer_is_told():
    assert "a Dense layer has to come first" in told(read, model_of(layers.ReLU(), Dense(3)))


# --- kinds of models -------------------------------------------------------------------------------


def functional():
    inputs = keras.Input((4,))
    return keras.Model(inputs, Dense(2)(Dense(3, "relu")(inputs)))


class Subclassed(keras.Model):
    """Two layers in a class of the learner's own."""

    def __init__(self):
        super().__init__()
        self.first, self.last = Dense(3, "relu"), Dense(2)

    def call(self, x):  # noqa: D102
        return self.last(self.first(x))


@pytest.mark.parametrize(
    "make",
    [
        functional,
        Subclassed,
        lambda: keras.Sequential([Dense(3, "relu"), Dense(2)]),  # its input shape is left open
        lambda: model_of(layers.Flatten(), Dense(3, "relu"), Dense(2)),
        lambda: keras.Sequential([keras.Sequential([Dense(3, "relu")]), Dense(2)]),
    ],
)
def test_every_kind_of_model_is_read_alike(make):
    model = make()
    found = read(model)
    assert shape_of(found) == [(3, "relu"), (2, "linear")]
    assert [layer.kernel.shape for layer in found] == [(4, 3), (3, 2)]
    expect_layers(found, [(3, "relu"), (2, "linear")])
    expect_biases(found)
    expect_ready_to_learn(found)
    expect_forward(model, found, X)


@pytest.mark.parametrize("wrong", [lambda: [Dense(3)], lambda: "model", lambda: Dense(3)])
def test_what_is_no_model_is_described(wrong):
    assert "`model` should be a Keras model, but it holds" in told(keras_model, wrong(), 4)


def test_a_model_still_to_be_written_is_no_mistake():
    with pytest.raises(NotImplementedError, match="`model` is still to be written"):
        keras_model(Placeholder("model"), 4)
    assert "`model` is None" in told(keras_model, None, 4)


def test_a_wrong_number_of_features_is_told_with_the_right_one():
    message = told(keras_model, model_of(Dense(3), n=5), 4)
    assert message.startswith("`model` does not take examples of 4 features")
    assert message.endswith("Look at its input shape, (4,).")


def test_a_model_without_layers_is_told():
    assert "it has no layers" in told(keras_model, keras.Sequential([]), 4)


def test_an_output_with_too_many_axes_is_told():
    message = told(keras_model, model_of(layers.Reshape((2, 2)), Dense(3)), 4)
    assert "gives shape (2, 2, 3) for 2 examples" in message


@pytest.mark.parametrize("extra", [layers.Dropout(0.2), layers.BatchNormalization()])
def test_another_kind_of_layer_is_named(extra):
    message = told(read, model_of(Dense(3), extra))
    assert f"has a {type(extra).__name__} layer, `{extra.name}`; only Dense layers are asked for here" in message


# --- what the layers should be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ([25], "has 1 Dense layer; expected 2 (with 25, 1 units)"),
        ([25, 15, 1], "has 3 Dense layers; expected 2"),
        ([24, 1], "Dense layer 1 of `model` has 24 units; expected 25."),
        ([25, 2], "Dense layer 2 of `model` has 2 units; expected 1."),
    ],
)
def test_wrong_numbers_of_layers_and_units_are_told(units, words):
    message = told(expect_units, read(model_of(*map(Dense, units))), [25, 1])
    assert words in message
    assert "reversed" not in message


def test_a_reversed_order_is_told_as_such():
    assert "The order is reversed" in told(expect_units, read(model_of(Dense(1), Dense(25))), [25, 1])


@pytest.mark.parametrize(
    ("got", "wanted", "advice"),
    [
        (("linear", "linear"), ("relu", "linear"), "An activation is missing"),
        (("relu", "softmax"), ("relu", "linear"), "The loss works on logits here"),
        (("relu", "softmax"), ("relu", "sigmoid"), "A softmax over a single unit is always 1"),
        (("tanh", "linear"), ("relu", "linear"), "expected relu."),
        (("gelu", "linear"), ("relu", "linear"), "has the activation gelu; expected relu."),
    ],
)
def test_a_wrong_activation_is_told_with_its_usual_reason(got, wanted, advice):
    found = read(model_of(Dense(3, got[0]), Dense(1, got[1])))
    message = told(expect_layers, found, [(3, wanted[0]), (1, wanted[1])])
    position = 1 if got[0] != wanted[0] else 2
    assert message.startswith(f"Dense layer {position} of `model` has the activation ")
    assert advice in message


def test_a_missing_bias_is_told():
    found = read(model_of(Dense(3), Dense(2, use_bias=False)))
    assert "Dense layer 2 of `model` has no bias, so 2 parameters are missing" in told(expect_biases, found)


def test_a_frozen_layer_or_model_is_told():
    assert "Dense layer 2 of `model` is frozen" in told(
        expect_ready_to_learn, read(model_of(Dense(3), Dense(2, trainable=False)))
    )
    frozen = model_of(Dense(3))
    frozen.trainable = False
    assert "Dense layer 1 of `model` is frozen" in told(expect_ready_to_learn, read(frozen))


@pytest.mark.parametrize(
    ("initial", "words"),
    [
        ("zeros", "All weights of Dense layer 1 of `model` start at 0"),
        (keras.initializers.Constant(0.5), "All weights of Dense layer 1 of `model` start at 0.5"),
        (lambda shape, dtype: np.r_[np.inf, np.ones(11)].reshape(shape), "are not finite"),
    ],
)
def test_first_weights_from_which_nothing_can_be_learnt_are_told(initial, words):
    assert words in told(expect_ready_to_learn, read(model_of(Dense(3, kernel_initializer=initial))))


# --- what the model computes -----------------------------------------------------------------------


def test_the_layers_compute_what_keras_computes():
    model = model_of(*(Dense(3, name) for name in ACTIVATIONS))
    np.testing.assert_allclose(forward(read(model), 3 * X), model.predict(3 * X, verbose=0), rtol=1e-4, atol=1e-5)


def shared():
    inputs, layer = keras.Input((4,)), Dense(4)
    return keras.Model(inputs, layer(layer(inputs)))


class Skipping(Subclassed):
    """The first layer's result goes around the second one, too."""

    def call(self, x):  # noqa: D102
        return self.last(self.first(x)) + self.first(x)[:, :2]


@pytest.mark.parametrize("make", [shared, Skipping])
def test_layers_that_do_not_stand_one_after_the_other_are_told(make):
    model = make()
    assert "Use a plain Sequential" in told(expect_forward, model, read(model), X)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float16"])
def test_half_precision_is_no_fault_of_the_layers_order(policy):
    model = keras.Sequential([keras.Input((4,)), Dense(30, "relu", dtype=policy), Dense(2, dtype=policy)])
    expect_forward(model, read(model), 7 * X)


@pytest.mark.parametrize("policy", ["mixed_float16", "bfloat16"])
def test_a_model_of_half_precision_that_computes_something_else_is_told_its_precision(policy):
    first = Dense(4, dtype=policy)
    model = keras.Sequential([keras.Input((4,)), first, first])
    message = told(expect_forward, model, read(model)[:1], 7 * X)
    assert f"computes in half precision ({policy.removeprefix('mixed_')})" in message
    assert "Use a plain Sequential" not in message


def test_an_activation_that_nobody_knows_is_the_learners_and_not_the_checks_fault():
    model = model_of(Dense(3, tf.sin))
    assert "Dense layer 1 of `model` has an activation of its own; the course uses linear, sigmoid" in told(
        expect_forward, model, read(model), X
    )


@pytest.mark.parametrize(("weights", "number"), [(None, 1), ([0.0], 0), (0.5, 0.5), ({"out": 2.0}, 2), ([1.0], 1)])
def test_a_loss_that_is_multiplied_is_told(weights, number):
    model = keras.Sequential([keras.Input((4,)), Dense(2, name="out")])
    model.compile(loss="mse", loss_weights=weights)
    assert loss_weight(model) == number
    if number == 1:
        expect_plain_loss(model)
    else:
        assert f"by {number:.6g}: leave it out" in told(lambda: expect_plain_loss(model))
