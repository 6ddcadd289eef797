"""Plain models in NumPy: Dense layers with ReLU, softmax last, the cross-entropy, and one of the best-known optimizers."""

import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from itertools import count, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.activations import ACTIVATIONS

Array = NDArray[np.float32]
MOST_REMEMBERED = 0.9999  # of what an optimizer remembers of its past, at each step
#: Settings of a layer that are looked at one by one, or may be any; of all others a plain one has these, or None.
LOOKED_AT = {"name", "dtype", "units", "activation", "kernel_initializer", "bias_initializer"}
PLAIN = {"use_bias": True, "trainable": True}


def _sgd(gradient: Array, learning_rate: float) -> Iterator[Array]:
    while True:
        yield learning_rate * gradient


def _rmsprop(gradient: Array, learning_rate: float, rho: float, epsilon: float) -> Iterator[Array]:
    v = np.zeros_like(gradient)
    while True:
        v += (1 - rho) * (np.square(gradient) - v)
        yield learning_rate * gradient / np.sqrt(v + epsilon)


def _adam(gradient: Array, learning_rate: float, beta_1: float, beta_2: float, epsilon: float) -> Iterator[Array]:
    m, v = np.zeros_like(gradient), np.zeros_like(gradient)
    for k in count(1):
        m += (1 - beta_1) * (gradient - m)
        v += (1 - beta_2) * (np.square(gradient) - v)
        rate = learning_rate * math.sqrt(1 - beta_2**k) / (1 - beta_1**k)
        root: Array = np.sqrt(v)
        yield rate * m / (root + epsilon)


#: Name in `keras.optimizers` -> what it takes off the parameters at each step, which it reads off the gradient as it then is.
#: The formulas are those of Keras 3, where epsilon stands outside the root in Adam and inside in RMSprop.
RULES: dict[str, Callable[..., Iterator[Array]]] = {"SGD": _sgd, "RMSprop": _rmsprop, "Adam": _adam}


class Net:
    """A plain model that is being trained.

    Parameters
    ----------
    layers : sequence of (ndarray of shape (n, j), ndarray of shape (j,))
        First weights W and biases b of each, so that it gives ``g(X @ W + b)``.
    rule : callable
        From `RULES`.
    **settings
        The rule's.
    """

    def __init__(
        self, layers: Sequence[tuple[Array, Array]], rule: Callable[..., Iterator[Array]], **settings: float
    ) -> None:
        # All parameters lie in one array, and so do their slopes: one step of the optimizer is then one for all.
        self._parameters, self._gradient = np.zeros((2, sum(W.size + b.size for W, b in layers)), np.float32)
        self.layers, self._slopes = _parts(self._parameters, layers), _parts(self._gradient, layers)
        for own, first in zip(self.layers, layers, strict=True):
            own[0][:], own[1][:] = first
        self._changes = rule(self._gradient, **settings)

    def outputs(self, X: Array) -> list[Array]:
        """Give what comes out of each layer for examples in rows, the examples themselves first."""
        found = [X]
        for W, b in self.layers:
            kind = "softmax" if len(found) == len(self.layers) else "relu"
            found.append(ACTIVATIONS[kind](found[-1] @ W + b))  # type: ignore[arg-type]
        return found

    def step(self, X: Array, Y: Array) -> None:
        """Take one step down the slope of the mean cross-entropy.

        Parameters
        ----------
        X : ndarray of shape (m, n)
            Examples.
        Y : ndarray of shape (m, classes)
            Their labels, one-hot.
        """
        outputs = self.outputs(X)
        d = (outputs[-1] - Y) / np.float32(len(X))  # by the inputs of softmax
        for k in reversed(range(len(self.layers))):
            dW, db = self._slopes[k]
            np.matmul(outputs[k].T, d, out=dW)
            np.sum(d, axis=0, out=db)
            if k:
                d = (d @ self.layers[k][0].T) * (outputs[k] > 0)
        self._parameters -= next(self._changes)


def _parts(flat: Array, layers: Sequence[tuple[Array, Array]]) -> list[tuple[Array, Array]]:
    """Give an array's parts in the shapes of layers, which follow each other in it."""
    shapes = [part.shape for layer in layers for part in layer]
    ends = np.cumsum([0, *map(math.prod, shapes)])
    parts = [flat[a:b].reshape(shape) for (a, b), shape in zip(pairwise(ends), shapes, strict=True)]
    return list(zip(parts[::2], parts[1::2], strict=True))


def read(model: Any) -> Net | None:
    """Read a Keras model, with fresh weights as a copy of it would draw them.

    Parameters
    ----------
    model : keras.Model
        Compiled and built.

    Returns
    -------
    Net or None
        None if the model, its loss or its optimizer has anything beyond what is plain.
    """
    import keras

    layers = model.layers
    found = _rule(model.optimizer)
    if found is None or type(model) is not keras.Sequential or not layers or not _is_cross_entropy(model.loss):
        return None
    if not _takes_rows(model):
        return None
    activations = [*[keras.activations.relu] * (len(layers) - 1), keras.activations.softmax]
    if not all(map(_is_plain, layers, activations)):
        return None
    rule, settings = found
    return Net([_drawn(layer) for layer in layers], rule, **settings)


def _takes_rows(model: Any) -> bool:
    """Tell a model whose one input takes examples in rows as they are; to integers they would be cut off first."""
    shape = model.input_shape
    return len(model.inputs) == 1 and len(shape) == 2 and model.inputs[0].dtype == "float32"


def _rule(optimizer: Any) -> tuple[Callable[..., Iterator[Array]], dict[str, float]] | None:
    """Give the rule and the settings of an optimizer, if it has no others but by default."""
    import keras

    kind = type(optimizer)
    rule = RULES.get(kind.__name__)
    if rule is None or kind is not getattr(keras.optimizers, kind.__name__):
        return None
    config = optimizer.get_config()
    del config["name"]
    settings = {name: config.pop(name) for name in list(inspect.signature(rule).parameters)[1:]}
    defaults = inspect.signature(kind).parameters
    if any(value != defaults[name].default for name, value in config.items()):
        return None
    return (rule, settings) if all(map(_is_usual, settings, settings.values())) else None


def _is_usual(name: str, value: Any) -> bool:
    """Tell a setting with which NumPy's float64 and Keras's float32 come to the same: no share is next to 1, or beyond."""
    if not isinstance(value, float) or not math.isfinite(value):
        return False
    return name in ("learning_rate", "epsilon") or 0 <= value <= MOST_REMEMBERED


def _is_cross_entropy(loss: Any) -> bool:
    """Tell the categorical cross-entropy of probabilities with nothing added, by its name, as function or as object."""
    import keras

    kind, loss = keras.losses.CategoricalCrossentropy, keras.losses.get(loss)
    if type(loss) is kind:
        return {**loss.get_config(), "name": ""} == {**kind().get_config(), "name": ""}
    return loss is keras.losses.categorical_crossentropy


def _is_plain(layer: Any, activation: Any) -> bool:
    """Tell a Dense layer with this activation and nothing added."""
    import keras

    if type(layer) is not keras.layers.Dense or layer.activation is not activation:
        return False
    drawn = (layer.kernel_initializer, layer.bias_initializer)
    if not all(isinstance(initializer, keras.initializers.Initializer) for initializer in drawn):
        return False
    rest = {name: value for name, value in layer.get_config().items() if name not in LOOKED_AT}
    return rest == {**dict.fromkeys(rest), **PLAIN} and bool(layer.dtype_policy.name == "float32")


def _drawn(layer: Any) -> tuple[Array, Array]:
    """Draw fresh weights and biases for a layer."""
    W, b = layer.kernel_initializer.clone(), layer.bias_initializer.clone()  # which have their seeds drawn, too
    return np.asarray(W(layer.kernel.shape, "float32")), np.asarray(b(layer.bias.shape, "float32"))
