"""A picture of the softmax that follows sliders in a live notebook and stands still everywhere else.

No kernel can know for certain that somebody is looking at it: nbclient and nbconvert run the very same kernel
as JupyterLab. So `softmax_explorer` shows a picture in any case, and sliders only where something says that a
live front end is there: Jupyter Server puts JPY_SESSION_NAME into the environment of the kernels it starts,
VS Code puts ``__vsc_ipynb_file__`` among the notebook's names, and Colab has loaded its module
``google.colab``. nbclient, nbconvert and nbgrader do none of these. The sliders redraw that same picture, so
a saved notebook keeps it, and where the sliders turn out to be dead nothing is lost but them.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AxesArray = npt.NDArray[np.object_]

_LIMIT = 10.0


def plot_softmax(z: npt.ArrayLike, ax: Any = None) -> AxesArray:
    """Draw logits and their softmax as bars, with the values written on them.

    Parameters
    ----------
    z : array_like, (N,)
        The logits.
    ax : pair of Axes, optional
        Where to draw; a new picture when not given.

    Returns
    -------
    ndarray of Axes, (2,)
        Left the logits, right the probabilities.

    Raises
    ------
    ValueError
        When `z` is not a vector of numbers, or `ax` not a pair.
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
    """Show how the softmax follows its logits: sliders in a live notebook, three examples everywhere else.

    Parameters
    ----------
    n : int, optional
        How many logits, from 2 to 10.

    Returns
    -------
    ndarray of Axes
        In a live notebook the (2,) axes which the sliders redraw; else the (3, 2) axes of the examples: some
        logits, the same ones with 5 added to each (nothing changes), and doubled (the largest wins more
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


def kernel_shell() -> Any:
    """Give the IPython shell of a notebook's kernel.

    Returns
    -------
    InteractiveShell or None
        None in plain Python and in IPython on a terminal, where nothing can show a picture in a notebook.
    """
    # Without IPython loaded there is no shell, and loading it would cost a plain script half a second.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell if shell is not None and hasattr(shell, "kernel") else None


def live_front_end() -> bool:
    """Tell whether something suggests that somebody sees this kernel's widgets.

    Returns
    -------
    bool
        See the head of this module for what is looked at.
    """
    shell = kernel_shell()
    names = getattr(shell, "user_ns", {})
    return bool(os.environ.get("JPY_SESSION_NAME") or "__vsc_ipynb_file__" in names or "google.colab" in sys.modules)


def show_picture(figure: Figure, text: str, handle: Any = None) -> Any:
    """Show a figure in the notebook now, or in place of an earlier one.

    Parameters
    ----------
    figure : matplotlib Figure
        What to show.
    text : str
        What the picture shows, for readers who do not see it.
    handle : IPython DisplayHandle, optional
        What an earlier call returned: that picture is replaced.

    Returns
    -------
    IPython DisplayHandle
        To give to the next call.
    """
    from IPython.display import Image, display

    # Drawn here rather than by matplotlib's own hook, which knows neither every backend nor how to replace a
    # picture.
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    image = Image(data=buffer.getvalue(), format="png", alt=text)
    if handle is None:
        return display(image, display_id=True)
    handle.update(image)
    return handle


def _sliders(start: npt.NDArray[np.float64], ipywidgets: Any) -> AxesArray:
    """Show the picture of some logits, and below it a slider for each that redraws it."""
    from IPython.display import display
    from matplotlib.figure import Figure

    # Not of pyplot: the notebook would show that figure a second time at the end of the cell.
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
    """Draw logits, the same ones shifted, and doubled."""
    import matplotlib.pyplot as plt

    width, height = _size(start.size)
    figure, axes = plt.subplots(3, 2, figsize=(width, 2.7 * height), layout="constrained")
    rows = (("z", start), ("z + 5", start + 5.0), ("2 z", 2.0 * start))
    for pair, (name, logits) in zip(axes, rows, strict=True):
        _draw(logits, pair, name)
        # One scale for all three, so that the eye sees what is larger.
        pair[0].set_ylim(0.0, 1.15 * max(start.max() + 5.0, 2.0 * start.max()))
    if kernel_shell() is not None:
        show_picture(figure, "; ".join(_describe(logits) for _, logits in rows))
        plt.close(figure)
    return np.asarray(axes)


def _draw_fixed(logits: npt.NDArray[np.float64], pair: AxesArray) -> None:
    """Draw the two panels anew on a scale that stays while the sliders move."""
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
    """Give the logits as a vector."""
    logits = np.asarray(z, dtype=np.float64)
    if logits.ndim != 1 or logits.size == 0 or not np.isfinite(logits).all():
        raise ValueError(f"z has shape {logits.shape}; expected a vector (N,) of finite logits.")
    return logits


def _size(n: int) -> tuple[float, float]:
    """Choose a picture wide enough for n bars with their values."""
    return max(8.0, 1.1 * n + 1.5), 3.0


def _describe(logits: npt.NDArray[np.float64]) -> str:
    """Say in words what the picture shows."""
    return f"Bars of the logits {np.round(logits, 1).tolist()} and of their softmax"
