"""How a student's model of ten classes is compiled: the loss by what it computes, the optimizer by its kind."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from utils.checks import Answer, quiet, require
from utils.describe import describe
from utils.model_checks import expect_plain_loss

CLASSES = 10


def expect_compiled(model: Any, name: str, rng: np.random.Generator, optimizers: Iterable[str] = ()) -> None:
    """Ask for the categorical cross-entropy of probabilities and, where they are given, one of some optimizers.

    Parameters
    ----------
    model : keras.Model
        The student's model.
    name : str
        The student's name for it.
    rng : numpy.random.Generator
        Labels and probabilities are drawn from it.
    optimizers : iterable of str
        Names in `keras.optimizers`; none means that any will do.

    Raises
    ------
    CheckFailed
        With what is missing or wrong.
    """
    import keras

    optimizer = getattr(model, "optimizer", None)
    require(
        model.compiled and optimizer is not None, f"`{name}` is not compiled: call `{name}.compile(...)` in your cell."
    )
    require(model.loss, f"`{name}` is compiled without a loss.")
    expect_plain_loss(model, name)
    y, p = np.eye(CLASSES)[rng.integers(CLASSES, size=7)], rng.dirichlet(np.ones(CLASSES), size=7) * 0.9 + 0.01
    log_sum = np.log(np.exp(p).sum(axis=1, keepdims=True))
    try:
        with quiet():
            value = np.mean(keras.losses.get(model.loss)(y.astype("float32"), p.astype("float32")))
    except Exception:  # a loss that wants other shapes, such as the sparse one
        value = np.float64(np.nan)
    require(
        np.isfinite(value),
        f"The loss of `{name}` does not take one-hot labels. Use the categorical cross-entropy; the sparse one is for "
        "integer labels.",
    )
    Answer(value, f"The loss of `{name}`").close(
        -np.mean(np.sum(y * np.log(p), axis=1)),
        mistakes={
            "this is the binary cross-entropy: ten classes need the categorical one": -np.mean(
                y * np.log(p) + (1 - y) * np.log(1 - p)
            ),
            "`from_logits=True` takes a second softmax: this model's last layer has one already": -np.mean(
                np.sum(y * (p - log_sum), axis=1)
            ),
            "this is the mean squared error: classes need a cross-entropy": np.mean((y - p) ** 2),
        },
        hint="Use the categorical cross-entropy, as it is by default.",
        rtol=1e-3,
    )
    require(
        isinstance(optimizer, keras.optimizers.Optimizer),
        f"`{name}` is compiled with {describe(optimizer)}, which is none of Keras's optimizers: take one of these.",
    )
    optimizers = tuple(optimizers)
    known = tuple(getattr(keras.optimizers, kind) for kind in optimizers)
    require(
        not known or isinstance(optimizer, known),
        f"`{name}` is compiled with {type(optimizer).__name__}; expected {' or '.join(optimizers)}.",
    )
