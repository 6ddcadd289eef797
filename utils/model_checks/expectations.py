"""Compare a learner's model with what its exercise asks for."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from utils.activations import ACTIVATIONS
from utils.checks import quiet, require
from utils.describe import shown
from utils.model_checks.layers import Array, DenseLayer, forward, loss_weight

HALF = {"float16": 1e-2, "bfloat16": 5e-2}  # what rounding may change, as a part of the largest output


def expect_layers(layers: Sequence[DenseLayer], expected: Sequence[tuple[int, str]], name: str = "model") -> None:
    """Check the number of layers, their units and their activations.

    Parameters
    ----------
    layers : sequence of DenseLayer
        From `dense_layers`.
    expected : sequence of (int, str)
        Units and activation of each layer.
    name : str
        The learner's name for the model.

    Raises
    ------
    CheckFailed
        If a layer differs; the message names the first.
    """
    expect_units(layers, [units for units, _ in expected], name)
    for position, (layer, (_, activation)) in enumerate(zip(layers, expected, strict=True), start=1):
        require(
            layer.activation == activation,
            f"Dense layer {position} of `{name}` has {_activation_words(layer.activation)}; expected {activation}."
            + _activation_advice(layer.activation, activation, last=position == len(expected)),
        )


def expect_units(layers: Sequence[DenseLayer], units: Sequence[int], name: str = "model") -> None:
    """Check the number of layers and the units of each.

    Parameters
    ----------
    layers : sequence of DenseLayer
        From `dense_layers`.
    units : sequence of int
        The expected numbers of units.
    name : str
        The learner's name for the model.

    Raises
    ------
    CheckFailed
        If a layer differs; the message names the first.
    """
    wanted = ", ".join(map(str, units))
    got = [layer.units for layer in layers]
    require(
        len(got) == len(units),
        f"`{name}` has {len(got)} Dense layer{'' if len(got) == 1 else 's'}; expected {len(units)} (with {wanted} units).",
    )
    advice = " The order is reversed: the first layer in the list is the one that reads the input."
    for position, (have, want) in enumerate(zip(got, units, strict=True), start=1):
        require(
            have == want,
            f"Dense layer {position} of `{name}` has {have} units; expected {want}."
            + (advice if got == list(units)[::-1] else ""),
        )


def expect_biases(layers: Sequence[DenseLayer], name: str = "model") -> None:
    """Fail if a layer has no bias."""
    for position, layer in enumerate(layers, start=1):
        require(
            layer.bias is not None,
            f"Dense layer {position} of `{name}` has no bias, so {layer.units} parameters are missing: remove `use_bias=False`.",
        )


def expect_ready_to_learn(layers: Sequence[DenseLayer], name: str = "model") -> None:
    """Fail if a layer is frozen, or its initial weights are all equal or not finite."""
    for position, layer in enumerate(layers, start=1):
        require(
            layer.trainable,
            f"Dense layer {position} of `{name}` is frozen (trainable is False), so training would never change it.",
        )
        require(
            layer.kernel.size < 2 or float(np.ptp(layer.kernel)) > 0,
            f"All weights of Dense layer {position} of `{name}` start at {shown(layer.kernel.flat[0])}: its units would stay "
            "equal for ever. Leave the initial weights to Keras, which draws them at random.",
        )
        require(
            bool(np.all(np.isfinite(layer.kernel))),
            f"Weights of Dense layer {position} of `{name}` are not finite. Create the model again.",
        )


def expect_forward(model: Any, layers: Sequence[DenseLayer], X: Array, name: str = "model") -> None:
    """Fail if a model does not compute its dense layers one after the other.

    Parameters
    ----------
    model : keras.Model
        The learner's model.
    layers : sequence of DenseLayer
        From `dense_layers`.
    X : ndarray of shape (m, n)
        Examples.
    name : str
        The learner's name for the model.

    Raises
    ------
    CheckFailed
        If the outputs differ, as they do when layers are skipped, shared or reordered, or if the course does
        not use one of the activations.
    """
    for position, layer in enumerate(layers, start=1):
        require(
            layer.activation in ACTIVATIONS,
            f"Dense layer {position} of `{name}` has {_activation_words(layer.activation)}; the course uses "
            f"{', '.join(ACTIVATIONS)}.",
        )
    with quiet():
        got = np.asarray(model(np.asarray(X, dtype=np.float32)), dtype=np.float64)
    expected = forward(layers, X)
    precision = half_precision(model)
    if precision and got.shape == expected.shape:
        most = HALF[precision] * max(1.0, float(np.max(np.abs(expected))))
        require(
            bool(np.max(np.abs(got - expected)) <= most),
            f"`{name}` computes in half precision ({precision}), and gives {shown(got[0])} where its Dense layers one after "
            f"the other give {shown(expected[0])}: leave the dtype and its policy out, and compare again.",
        )
        return
    require(
        got.shape == expected.shape and np.allclose(got, expected, rtol=1e-3, atol=1e-4),
        f"`{name}` does not compute its Dense layers one after the other: it gives {shown(got[0])} where the layers "
        f"give {shown(expected[0])}. Use a plain Sequential.",
    )


def half_precision(model: Any) -> str:
    """Name the half precision in which a model computes.

    Parameters
    ----------
    model : keras.Model
        The learner's model.

    Returns
    -------
    str
        "float16" or "bfloat16"; "" if it computes in neither.
    """
    policies = [getattr(layer, "dtype_policy", None) for layer in (model, *getattr(model, "layers", ()))]
    used = [str(getattr(policy, "compute_dtype", "")) for policy in policies]
    return next((precision for precision in used if precision in HALF), "")


def expect_plain_loss(model: Any, name: str = "model") -> None:
    """Fail if `compile` was told to multiply the loss by a factor other than 1."""
    weight = loss_weight(model)
    require(weight == 1, f"`loss_weights` multiplies the loss of `{name}` by {weight:.6g}: leave it out.")


def _activation_words(name: str) -> str:
    """Name an activation, to follow "has" in a sentence."""
    return "an activation of its own" if name == "unknown" else f"the activation {name}"


def _activation_advice(got: str, expected: str, last: bool) -> str:
    """Name the usual cause of a wrong activation."""
    if got == "linear":
        return " An activation is missing: without one, several layers can compute no more than one."
    if last and expected == "linear" and got == "softmax":
        return " The loss works on logits here, so the softmax comes after the model, not inside it."
    if last and expected == "sigmoid" and got == "softmax":
        return " A softmax over a single unit is always 1."
    return ""
