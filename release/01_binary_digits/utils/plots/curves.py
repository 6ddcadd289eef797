"""Plots of activations, losses and confusion matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from utils.plots.images import as_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AxesArray = npt.NDArray[np.object_]

_STYLES = ("-", "--", "-.", ":")
_MARKERS = ("o", "s", "^", "d")


def plot_activations() -> AxesArray:
    """Draw the linear activation, the sigmoid and the ReLU side by side.

    Returns
    -------
    ndarray of Axes, (3,)
        One for each function.
    """
    import matplotlib.pyplot as plt

    z = np.linspace(-6.0, 6.0, 241)
    curves = {
        "linear: g(z) = z": z,
        r"sigmoid: g(z) = 1 / (1 + $e^{-z}$)": 1.0 / (1.0 + np.exp(-z)),
        "ReLU: g(z) = max(0, z)": np.maximum(z, 0.0),
    }
    _, axes = plt.subplots(1, 3, figsize=(11, 3.2), layout="constrained")
    for ax, (name, g) in zip(axes, curves.items(), strict=True):
        ax.axhline(0.0, color="grey", linewidth=0.8)
        ax.axvline(0.0, color="grey", linewidth=0.8)
        ax.plot(z, g, linewidth=2.5)
        ax.set(title=name, xlabel="z", ylabel="g(z)", xlim=(-6, 6))
        ax.grid(alpha=0.3)
    axes[1].set_ylim(-0.1, 1.1)
    return np.asarray(axes)


def plot_loss(
    history: Any,
    ax: Axes | None = None,
    validation: Any = None,
    ylabel: str = "loss",
) -> Axes:
    """Draw a loss against the epochs or steps in which it was measured.

    Parameters
    ----------
    history : keras History, dict or array_like, (k,)
        What ``model.fit`` returned, its ``history`` dictionary, or the values themselves. From a dictionary
        the entry called `ylabel` is drawn, and ``val_`` of it when it is there.
    ax : Axes, optional
        Where to draw; a new picture when not given.
    validation : array_like, (k,), optional
        A second curve, measured on the validation set.
    ylabel : str, optional
        Name of the quantity.

    Returns
    -------
    Axes
        Where it was drawn. Points are joined from 2 values on; a single one is a dot.

    Raises
    ------
    ValueError
        When there is nothing to draw.
    """
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator

    record = getattr(history, "history", history)
    values = record
    if isinstance(record, Mapping):
        if ylabel not in record:
            known = ", ".join(repr(key) for key in record) or "nothing"
            raise ValueError(f"The history holds {known}, not {ylabel!r}: name one of them as ylabel.")
        values = record[ylabel]
        validation = record.get(f"val_{ylabel}") if validation is None else validation
    curves = {"training": values} if validation is None else {"training": values, "validation": validation}
    ax = ax or plt.subplots(figsize=(6, 3.8), layout="constrained")[1]
    for style, (name, curve) in zip(_STYLES, curves.items(), strict=False):
        numbers = np.asarray(curve, dtype=np.float64).ravel()
        if numbers.size == 0:
            raise ValueError(f"There are no {name} values to draw: train for at least one epoch first.")
        ax.plot(np.arange(1, numbers.size + 1), numbers, style, marker=_marker(numbers.size), label=name)
    ax.set(xlabel="epoch" if isinstance(record, Mapping) else "step", ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    ax.grid(alpha=0.3)
    if validation is not None:
        ax.legend()
    return ax


def plot_costs_together(
    curves: Mapping[str, Any], xlabel: str = "step", ylabel: str = "cost", ax: Axes | None = None
) -> Axes:
    """Draw several curves in one picture, to compare them.

    Parameters
    ----------
    curves : mapping of str to array_like (k,) or to a pair (x, y) of array_like (k,)
        Name of each curve and its values, numbered from 1 when no x is given. A pair is a tuple.
    xlabel, ylabel : str, optional
        Names of the axes.
    ax : Axes, optional
        Where to draw; a new picture when not given.

    Returns
    -------
    Axes
        Where it was drawn. The curves differ in colour, line style and marker.

    Raises
    ------
    ValueError
        When a curve is empty, or its x and y differ in length.
    """
    import matplotlib.pyplot as plt

    ax = ax or plt.subplots(figsize=(6.5, 4), layout="constrained")[1]
    for number, (name, curve) in enumerate(curves.items()):
        pair = isinstance(curve, tuple) and len(curve) == 2 and np.ndim(curve[1]) == 1
        y = np.asarray(curve[1] if pair else curve, dtype=np.float64).ravel()
        x = np.asarray(curve[0], dtype=np.float64).ravel() if pair else np.arange(1.0, y.size + 1)
        if y.size == 0 or x.size != y.size:
            raise ValueError(f"The curve {name!r} has {x.size} x values and {y.size} y values; give as many, not 0.")
        style = _STYLES[number % len(_STYLES)]
        # Markers of their own: a curve that lies on top of another hides its colour and its dashes.
        ax.plot(x, y, style, marker=_marker(y.size, number), markersize=8 - number % len(_MARKERS), label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(alpha=0.3)
    if curves:
        ax.legend()
    return ax


def plot_confusion(labels: npt.ArrayLike, predictions: npt.ArrayLike, class_names: Sequence[str] | None = None) -> Axes:
    """Draw how often each class was taken for each other one.

    Parameters
    ----------
    labels, predictions : array_like of int, (m,) or (m, 1)
        The class of each image, and the class the model gave it.
    class_names : sequence of str, optional
        Names of the classes; their number otherwise follows from the largest one that occurs.

    Returns
    -------
    Axes
        Row i, column j holds how many images of class i were taken for class j.

    Raises
    ------
    ValueError
        When there are no labels, not as many predictions, or classes outside of 0..C-1.
    """
    import matplotlib.pyplot as plt

    truth = as_labels(labels, np.size(labels), "labels")
    guesses = as_labels(predictions, len(truth), "predictions")
    both = np.concatenate([truth, guesses])
    if both.size == 0:
        raise ValueError("There are no labels to count.")
    count = len(class_names) if class_names else int(both.max()) + 1
    if both.min() < 0 or both.max() >= count:
        raise ValueError(f"The classes run from {both.min()} to {both.max()}, but there are names for 0..{count - 1}.")
    matrix = np.zeros((count, count), dtype=np.int64)
    np.add.at(matrix, (truth, guesses), 1)
    names = list(class_names) if class_names else [str(k) for k in range(count)]
    side = 0.52 * count + 1.6
    _, ax = plt.subplots(figsize=(side + 0.4, side), layout="constrained")
    # The square root lets the few mistakes be seen beside the many right answers.
    ax.imshow(np.sqrt(matrix), cmap="Blues", vmin=0.0)
    for (i, j), number in np.ndenumerate(matrix):
        if number:
            color = "white" if number > 0.4 * matrix.max() else "black"
            ax.text(j, i, str(number), ha="center", va="center", color=color, fontsize=9)
    long = max(map(len, names)) > 3
    ax.set_xticks(range(count), names, rotation=45 if long else 0, ha="right" if long else "center")
    ax.set_yticks(range(count), names)
    ax.set(xlabel="prediction", ylabel="label", title=f"{np.trace(matrix)} of {len(truth)} right")
    return ax


def _marker(points: int, number: int = 0) -> str:
    """Mark the points of a curve, in its own way, while there are few enough to tell apart."""
    return _MARKERS[number % len(_MARKERS)] if points <= 12 else ""
