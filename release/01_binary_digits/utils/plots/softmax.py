"""The softmax of some logits as bars, with sliders in a live notebook.

`softmax_explorer` always shows a picture, and sliders only where `utils.notebook.live_front_end` finds a live front end. The
sliders redraw that same picture: a saved notebook keeps it, and if the sliders do not work, nothing else is lost.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from utils.notebook import kernel_shell, live_front_end, show_picture

AxesArray = npt.NDArray[np.object_]

_LIMIT = 10.0


def plot_softmax(z: npt.ArrayLike, ax: Any = None) -> AxesArray:
    """Draw logits and their softmax as bars that are labelled with their values.

    Parameters
    ----------
    z : array_like, (N,)
        The logits.
    ax : pair of Axes, optional
        Where to draw; a new figure if omitted.

    Returns
    -------
    ndarray of Axes, (2,)
        The logits on the left, the probabilities on the right.

    Raises
    ------
    ValueError
        When `z` is not a vector of finite numbers, or `ax` is not a pair.
    """
    import matplotlib.pyplot as plt

    logits = _as_logits(z)
    pair = plt.subplots(1, 2, figsize=_size(logits.size), layout="constrained")[1] if ax is None else ax
    pair = np.asarray(pair, dtype=object).ravel()
    if pair.size != 2:
        raise ValueError(f"ax holds {pair.size} axes; plot_softmax draws into two.")
    _draw(logits, pair)
    return pair


def softmax_explorer(n: int = 4) -> AxesArray:
    """Show how the softmax depends on its logits: sliders in a live notebook, three examples elsewhere.

    Parameters
    ----------
    n : int, optional
        How many logits, from 2 to 10.

    Returns
    -------
    ndarray of Axes
        In a live notebook the (2,) axes that the sliders redraw; otherwise the (3, 2) axes of the examples:
        some logits, the same with 5 added to each (nothing changes), and doubled (the largest wins more
        clearly).

    Raises
    ------
    ValueError
        When `n` is not from 2 to 10.
    """
    if not 2 <= n <= 10:
        raise ValueError(f"n is {n}: choose from 2 to 10 logits.")
    start = np.arange(1.0, n + 1.0)
    if kernel_shell() is not None and live_front_end():
        try:
            import ipywidgets
        except ImportError:
            return _examples(start)
        return _sliders(start, ipywidgets)
    return _examples(start)


def _sliders(start: npt.NDArray[np.float64], ipywidgets: Any) -> AxesArray:
    """Show a picture of some logits and below it, for each, a slider that redraws it."""
    from IPython.display import display
    from matplotlib.figure import Figure

    # Not a figure of pyplot, which the notebook would show again at the end of the cell.
    figure = Figure(figsize=_size(start.size), layout="constrained")
    pair = np.asarray(figure.subplots(1, 2), dtype=object)
    _draw_fixed(start, pair)
    handle = show_picture(figure, _describe(start))
    sliders = [
        ipywidgets.FloatSlider(value=value, min=-_LIMIT, max=_LIMIT, step=0.1, description=f"z[{k}]")
        for k, value in enumerate(start)
    ]

    def redraw(_: Any) -> None:
        logits = np.array([slider.value for slider in sliders])
        _draw_fixed(logits, pair)
        show_picture(figure, _describe(logits), handle)

    for slider in sliders:
        slider.observe(redraw, names="value")
    display(ipywidgets.VBox(sliders))
    return pair


def _examples(start: npt.NDArray[np.float64]) -> AxesArray:
    """Draw logits, the same shifted, and doubled."""
    import matplotlib.pyplot as plt

    width, height = _size(start.size)
    figure, axes = plt.subplots(3, 2, figsize=(width, 2.7 * height), layout="constrained")
    rows = (("z", start), ("z + 5", start + 5.0), ("2 z", 2.0 * start))
    for pair, (name, logits) in zip(axes, rows, strict=True):
        _draw(logits, pair, name)
        # The same scale for all three, so that they can be compared.
        pair[0].set_ylim(0.0, 1.15 * max(start.max() + 5.0, 2.0 * start.max()))
    if kernel_shell() is not None:
        show_picture(figure, "; ".join(_describe(logits) for _, logits in rows))
        plt.close(figure)
    return np.asarray(axes)


def _draw_fixed(logits: npt.NDArray[np.float64], pair: AxesArray) -> None:
    """Redraw the two panels on a scale that does not change while the sliders move."""
    for ax in pair:
        ax.clear()
    _draw(logits, pair)
    pair[0].set_ylim(-1.2 * _LIMIT, 1.2 * _LIMIT)


def _draw(logits: npt.NDArray[np.float64], pair: AxesArray, name: str = "z") -> None:
    """Draw the two panels of `plot_softmax`."""
    # Shifted by the maximum, so that large logits do not overflow.
    powers = np.exp(logits - logits.max())
    panels = (
        (pair[0], logits, f"logits {name}", "{:.1f}", "tab:gray"),
        (pair[1], powers / powers.sum(), f"softmax({name})", "{:.3f}", "tab:blue"),
    )
    places = np.arange(logits.size)
    for ax, values, title, form, color in panels:
        bars = ax.bar(places, values, color=color)
        ax.bar_label(bars, [form.format(value) for value in values], padding=2, fontsize=9)
        ax.axhline(0.0, color="black", linewidth=0.8)
        ax.set(title=title, xlabel="class", xticks=places)
        ax.margins(y=0.15)
    pair[0].set_ylabel("logit")
    pair[1].set(ylabel="probability", ylim=(0.0, 1.12))


def _as_logits(z: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Check that the logits are a vector of finite numbers."""
    logits = np.asarray(z, dtype=np.float64)
    if logits.ndim != 1 or logits.size == 0 or not np.isfinite(logits).all():
        raise ValueError(f"z has shape {logits.shape}; expected a vector (N,) of finite logits.")
    return logits


def _size(n: int) -> tuple[float, float]:
    """Width and height, in inches, for n bars with their values."""
    return max(8.0, 1.1 * n + 1.5), 3.0


def _describe(logits: npt.NDArray[np.float64]) -> str:
    """Describe the picture in words."""
    return f"Bars of the logits {np.round(logits, 1).tolist()} and of their softmax"
