"""Read a learner's Keras model as a list of dense layers, however it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.activations import ACTIVATIONS, activation_name
from utils.checks import CheckFailed, defined, quiet, require
from utils.describe import describe, error_text

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DenseLayer:
    """One dense layer of a model, together with an activation layer that follows it.

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
        The bias b; None if the layer has none.
    """

    name: str
    units: int
    activation: str
    trainable: bool
    kernel: Array
    bias: Array | None


def keras_model(target: Any, n_features: int, name: str = "model") -> Any:
    """Check that a name holds a Keras model of n_features inputs.

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
        The model; built, if its input shape was not given.

    Raises
    ------
    NotImplementedError
        If the model is not written yet.
    CheckFailed
        If the name holds something else, or the model does not accept such examples.
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


def dense_layers(model: Any, name: str = "model") -> list[DenseLayer]:
    """List a model's dense layers in order, however the model was written.

    Parameters
    ----------
    model : keras.Model
        A built model; it may contain `Input`, `Flatten` or `Reshape` and separate activation layers.
    name : str
        The learner's name for it.

    Returns
    -------
    list of DenseLayer
        The layers that have weights.

    Raises
    ------
    CheckFailed
        If the model contains another kind of layer.
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
                f"`{name}` has a {type(layer).__name__} layer, `{layer.name}`; only Dense layers are asked for here."
            )
    return found


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


def loss_weight(model: Any) -> float:
    """The factor that `compile` was told to multiply the loss by.

    Parameters
    ----------
    model : keras.Model
        A compiled model with one output.

    Returns
    -------
    float
        1 if none was given.
    """
    config = getattr(model, "_compile_config", None)
    weights = getattr(config, "config", {}).get("loss_weights")
    if isinstance(weights, dict):
        weights = list(weights.values())
    numbers = np.asarray(1.0 if weights is None or weights == [] else weights, dtype=np.float64).reshape(-1)
    return float(numbers[0])


def _input_shape(model: Any) -> tuple[Any, ...] | None:
    """The model's input shape; None if it is not known or there are several inputs."""
    shape = getattr(model, "input_shape", None) if model.built else None
    return tuple(shape) if shape and not any(isinstance(part, (tuple, list, dict)) for part in shape) else None


def _flat(model: Any) -> list[Any]:
    """List the layers of a model, including those of models inside it."""
    layers: list[Any] = []
    for layer in model.layers:
        layers.extend(_flat(layer) if hasattr(layer, "layers") else [layer])
    return layers


def _is_activation(layer: Any) -> bool:
    """Whether a layer only applies an elementwise or row-wise function."""
    import keras

    kinds = ("Activation", "ReLU", "Softmax", "Lambda", "LeakyReLU", "ELU", "PReLU")
    return isinstance(layer, tuple(getattr(keras.layers, kind) for kind in kinds if hasattr(keras.layers, kind)))
