"""Recognise activations by their values, so that `"sigmoid"`, `tf.nn.sigmoid`, a layer and a lambda count the same."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks import quiet

Array = NDArray[np.float64]
_GRID = np.linspace(-8.0, 8.0, 24).reshape(4, 6)  # no row is symmetric: softmax differs from a scaled exp


def sigmoid(z: Array) -> Array:
    """Compute 1 / (1 + exp(-z)) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))


def softmax(z: Array) -> Array:
    """Compute the row-wise softmax, shifted by each row's maximum."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": sigmoid,
    "relu": lambda z: np.maximum(z, 0.0),
    "tanh": np.tanh,
    "softmax": softmax,
}
# Keras's other activations, which no exercise asks for: recognised so that a message can name them
OTHERS = ("elu", "selu", "gelu", "silu", "mish", "softplus", "softsign", "exponential", "hard_sigmoid", "relu6")


def activation_name(activation: Any) -> str:
    """Recognise an activation by its values.

    Parameters
    ----------
    activation : callable
        A function or a layer, elementwise or row-wise.

    Returns
    -------
    str
        A key of `ACTIVATIONS`, "leaky_relu" of any slope, one of `OTHERS`, or "unknown".
    """
    try:
        with quiet():
            values = np.asarray(activation(np.asarray(_GRID, dtype=np.float32)), dtype=np.float64)
    except Exception:  # what raises an error is none of the known ones
        return "unknown"
    if values.shape != _GRID.shape:
        return "unknown"
    for known, function in ACTIVATIONS.items():
        if np.allclose(values, function(_GRID), atol=1e-5):
            return known
    return _other_name(values)


def _other_name(values: Array) -> str:
    """Recognise an activation that no exercise asks for by its values on the grid."""
    import keras

    negative = _GRID < 0
    slopes = values[negative] / _GRID[negative]
    constant = np.allclose(slopes, slopes[0], atol=1e-5) and 0 < slopes[0] < 1
    if constant and np.allclose(values[~negative], _GRID[~negative], atol=1e-5):
        return "leaky_relu"
    for name in OTHERS:
        with quiet():
            reference = np.asarray(getattr(keras.activations, name)(np.asarray(_GRID, dtype=np.float32)))
        if np.allclose(values, reference, rtol=1e-4, atol=1e-4):
            return name
    return "unknown"
