"""Checks of a learner's Keras model: by its structure and by what it computes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.activations import ACTIVATIONS, activation_name
from utils.checks import CheckFailed, defined, quiet, require
from utils.describe import describe, error_text, shown

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DenseLayer:
    """One dense layer of a model, an activation that follows on its own folded in.

    Attributes
    ----------
    name : str
        The layer's name.
    units : int
        Number of units j.
    activation : str
        From `activation_name`.
    trainable : bool
        Whether training may change the weights.
    kernel : ndarray of shape (n, j)
        The weights W.
    bias : ndarray of shape (j,) or None
        The bias b, None where the layer has none.
    """

    name: str
    units: int
    activation: str
    trainable: bool
    kernel: Array
    bias: Array | None


def keras_model(target: Any, n_features: int, name: str = "model") -> Any:
    """Climb the rungs: defined, a Keras model, takes n_features inputs.

    Parameters
    ----------
    target : object
        What the learner's name holds.
    n_features : int
        Number of features n of one example.
    name : str
        The learner's name for it.

    Returns
    -------
    keras.Model
        The model, built if its input shape had been left open.

    Raises
    ------
    NotImplementedError
        If the model is still to be written.
    CheckFailed
        With the rung that gave way.
    """
    import keras

    defined(target, name)
    require(
        isinstance(target, keras.Model),
        f"`{name}` should be a Keras model, but it holds {describe(target)}. Did `fit` or `compile` overwrite it?",
    )
    shape = _input_shape(target)
    require(
        shape is None or len(shape) != 2 or shape[-1] in (None, n_features),
        f"`{name}` does not take examples of {n_features} features: its input has {(shape or [0])[-1]} of them. "
        f"Look at its input shape, ({n_features},).",
    )
    try:
        with quiet():
            if not target.built:
                target.build((None, n_features))
            probe = np.asarray(target(np.zeros((2, n_features), dtype=np.float32)))
    except Exception as error:
        raise CheckFailed(
            f"`{name}` does not take examples of {n_features} features: {error_text(error)}. "
            f"Look at its input shape, ({n_features},)."
        ) from None
    require(
        probe.ndim == 2 and probe.shape[0] == 2,
        f"`{name}` gives shape {probe.shape} for 2 examples; expected (2, units of the last layer).",
    )
    return target


def _input_shape(model: Any) -> tuple[Any, ...] | None:
    """Give the shape that a model says it takes, or None where it says none or takes several inputs."""
    shape = getattr(model, "input_shape", None) if model.built else None
    return tuple(shape) if shape and not any(isinstance(part, (tuple, list, dict)) for part in shape) else None


def dense_layers(model: Any, name: str = "model") -> list[DenseLayer]:
    """List a model's dense layers in order, whatever the spelling.

    Parameters
    ----------
    model : keras.Model
        A built model; `Input`, `Flatten` of flat input and separate activation layers may stand in it.
    name : str
        The learner's name for it.

    Returns
    -------
    list of DenseLayer
        The layers that carry weights.

    Raises
    ------
    CheckFailed
        If another kind of layer stands in the model.
    """
    import keras

    found: list[DenseLayer] = []
    for layer in _flat(model):
        if isinstance(layer, keras.layers.Dense):
            bias = np.asarray(layer.bias, dtype=np.float64) if layer.use_bias else None
            kernel = np.asarray(layer.kernel, dtype=np.float64)
            trainable = bool(layer.trainable and model.trainable)
            found.append(
                DenseLayer(layer.name, layer.units, activation_name(layer.activation), trainable, kernel, bias)
            )
        elif _is_activation(layer):
            kind = activation_name(layer)
            if kind != "linear":
                require(found, f"`{name}` starts with an activation: a Dense layer has to come first.")
                last = found[-1]
                require(
                    last.activation == "linear",
                    f"Layer `{last.name}` of `{name}` has the activation {last.activation} and then {kind} on top: one is enough.",
                )
                found[-1] = DenseLayer(last.name, last.units, kind, last.trainable, last.kernel, last.bias)
        elif not isinstance(layer, (keras.layers.InputLayer, keras.layers.Flatten, keras.layers.Reshape)):
            raise CheckFailed(
                f"`{name}` has a {type(layer).__name__} layer, `{layer.name}`; only Dense layers are asked here."
            )
    return found


def expect_layers(layers: Sequence[DenseLayer], expected: Sequence[tuple[int, str]], name: str = "model") -> None:
    """Climb the rungs: number of layers, units, activations, biases.

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
        With the first layer that differs.
    """
    expect_units(layers, [units for units, _ in expected], name)
    for position, (layer, (_, activation)) in enumerate(zip(layers, expected, strict=True), start=1):
        require(
            layer.activation == activation,
            f"Dense layer {position} of `{name}` has {_activation_words(layer.activation)}; expected {activation}."
            + _activation_advice(layer.activation, activation, last=position == len(expected)),
        )


def expect_units(layers: Sequence[DenseLayer], units: Sequence[int], name: str = "model") -> None:
    """Climb the rungs: number of layers, units of each.

    Parameters
    ----------
    layers : sequence of DenseLayer
        From `dense_layers`.
    units : sequence of int
        What is asked.
    name : str
        The learner's name for the model.

    Raises
    ------
    CheckFailed
        With the first layer that differs.
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
    """Fail where a layer has no bias."""
    for position, layer in enumerate(layers, start=1):
        require(
            layer.bias is not None,
            f"Dense layer {position} of `{name}` has no bias, so it has {layer.units} parameters too few: drop `use_bias=False`.",
        )


def expect_ready_to_learn(layers: Sequence[DenseLayer], name: str = "model") -> None:
    """Fail where a layer is frozen or its first weights are all the same."""
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
            f"Weights of Dense layer {position} of `{name}` are not finite. Build the model anew.",
        )


def forward(layers: Sequence[DenseLayer], X: Array) -> Array:
    """Compute a model's output in NumPy from its layers, in float64.

    Parameters
    ----------
    layers : sequence of DenseLayer
        From `dense_layers`.
    X : ndarray of shape (m, n)
        Examples, one per row.

    Returns
    -------
    ndarray of shape (m, units of the last layer)
        ``g(X @ W + b)``, layer after layer.
    """
    for layer in layers:
        z = X @ layer.kernel + (0.0 if layer.bias is None else layer.bias)
        X = ACTIVATIONS[layer.activation](z)
    return X


def expect_forward(model: Any, layers: Sequence[DenseLayer], X: Array, name: str = "model") -> None:
    """Fail where a model computes something else than its dense layers one after the other.

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
        If the outputs differ, as they do when layers are skipped, shared or reordered, or if an
        activation is none that the course knows.
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
    require(
        got.shape == expected.shape and np.allclose(got, expected, rtol=1e-3, atol=1e-4),
        f"`{name}` does not compute its Dense layers one after the other: it gives {shown(got[0])} where the layers "
        f"give {shown(expected[0])}. Use a plain Sequential.",
    )


def _flat(model: Any) -> list[Any]:
    """List the layers of a model, those of models inside it too."""
    layers: list[Any] = []
    for layer in model.layers:
        layers.extend(_flat(layer) if hasattr(layer, "layers") else [layer])
    return layers


def _is_activation(layer: Any) -> bool:
    """Tell a layer that only applies an elementwise or row-wise function."""
    import keras

    kinds = ("Activation", "ReLU", "Softmax", "Lambda", "LeakyReLU", "ELU", "PReLU")
    return isinstance(layer, tuple(getattr(keras.layers, kind) for kind in kinds if hasattr(keras.layers, kind)))


def loss_weight(model: Any) -> float:
    """Give the number that `compile` was told to multiply the loss by.

    Parameters
    ----------
    model : keras.Model
        A compiled model with one output.

    Returns
    -------
    float
        1 where nothing was said.
    """
    config = getattr(model, "_compile_config", None)
    weights = getattr(config, "config", {}).get("loss_weights")
    if isinstance(weights, dict):
        weights = list(weights.values())
    numbers = np.asarray(1.0 if weights is None or weights == [] else weights, dtype=np.float64).reshape(-1)
    return float(numbers[0])


def expect_plain_loss(model: Any, name: str = "model") -> None:
    """Fail where `compile` was told to multiply the loss by another number than 1."""
    weight = loss_weight(model)
    require(weight == 1, f"`loss_weights` multiplies the loss of `{name}` by {weight:.6g}: leave it out.")


def _activation_words(name: str) -> str:
    """Name an activation in a sentence."""
    return "an activation of its own" if name == "unknown" else f"the activation {name}"


def _activation_advice(got: str, expected: str, last: bool) -> str:
    """Say what a wrong activation usually comes from."""
    if got == "linear":
        return " An activation is missing: without one, several layers compute no more than one."
    if last and expected == "linear" and got == "softmax":
        return " The loss works on logits here, so the softmax comes after the model, not inside it."
    if last and expected == "sigmoid" and got == "softmax":
        return " A softmax over a single unit is always 1."
    return ""
