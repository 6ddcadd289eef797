"""Draw activations, losses and costs as curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

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
    """Draw a loss against epochs or steps.

    Parameters
    ----------
    history : keras History, dict or array_like, (k,)
        What ``model.fit`` returned, its ``history`` dictionary, or the values themselves. From a dictionary
        the entry `ylabel` is drawn, and the one with ``val_`` before it if there is one.
    ax : Axes, optional
        Where to draw; a new figure if omitted.
    validation : array_like, (k,), optional
        A second curve, for the validation set.
    ylabel : str, optional
        Name of the quantity.

    Returns
    -------
    Axes
        Where it was drawn. A single value is drawn as a dot.

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
    """Draw several curves in one figure, to compare them.

    Parameters
    ----------
    curves : mapping of str to array_like (k,) or to a pair (x, y) of array_like (k,)
        Name and values of each curve; without x, the values are numbered from 1. A pair must be a tuple.
    xlabel, ylabel : str, optional
        Names of the axes.
    ax : Axes, optional
        Where to draw; a new figure if omitted.

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
            raise ValueError(
                f"The curve {name!r} has {x.size} x values and {y.size} y values; give the same number of both, at least 1."
            )
        style = _STYLES[number % len(_STYLES)]
        # Each curve has its own marker: where curves coincide, the upper one hides the colour and the dashes of the lower.
        ax.plot(x, y, style, marker=_marker(y.size, number), markersize=8 - number % len(_MARKERS), label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(alpha=0.3)
    if curves:
        ax.legend()
    return ax


def _marker(points: int, number: int = 0) -> str:
    """The marker of a curve; none if it has too many points to tell apart."""
    return _MARKERS[number % len(_MARKERS)] if points <= 12 else ""
