"""Training curves that are drawn while a model trains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from utils.notebook import kernel_shell, show_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AxesArray = npt.NDArray[np.object_]


class LiveCurves:
    """Draw loss and accuracy epoch by epoch, in place.

    In a notebook every update redraws the same picture, which shows the last state when the training
    ends. Elsewhere nothing is drawn until `finish`.

    Parameters
    ----------
    total : int, optional
        Number of epochs; if given, the horizontal axis has its full length from the start.
    every : int, optional
        Number of updates between redraws. `finish` always draws the last state.
    metrics : sequence of str, optional
        What to draw, one panel each; values named with ``val_`` before it are the second curve of its panel.

    Raises
    ------
    ValueError
        When `every` is less than 1 or there are no metrics.

    Examples
    --------
    >>> curves = LiveCurves(total=2)
    >>> curves.update(1, loss=0.9, val_loss=1.0)
    >>> curves.update(2, loss=0.5, val_loss=0.7)
    >>> axes = curves.finish()
    """

    def __init__(self, total: int | None = None, every: int = 1, metrics: Sequence[str] = ("loss", "accuracy")) -> None:
        if every < 1:
            raise ValueError(f"every is {every}; redraw after each 1 or more updates.")
        if not metrics:
            raise ValueError("metrics is empty; name at least one thing to draw, for example 'loss'.")
        self.total = total
        self.every = every
        self.metrics = tuple(metrics)
        self._points: dict[str, list[tuple[float, float]]] = {}
        self._updates = 0
        self._handle: Any = None
        self._shown: tuple[int, AxesArray] | None = None

    def update(self, epoch: float, **values: Any) -> None:
        """Add the values of one epoch; in a notebook, redraw.

        Parameters
        ----------
        epoch : int or float
            Position on the horizontal axis, counted from 1.
        **values : float
            One number for each of some metrics, with ``val_`` before the name for the validation set: ``loss=0.3,
            val_loss=0.4``. NumPy and TensorFlow scalars are accepted.

        Raises
        ------
        TypeError
            When a name is not one of the metrics.
        """
        known = [*self.metrics, *(f"val_{name}" for name in self.metrics)]
        for name, value in values.items():
            if name not in known:
                raise TypeError(
                    f"{name!r} is not one of the curves {', '.join(known)}: add it to LiveCurves(metrics=...)."
                )
            self._points.setdefault(name, []).append((float(epoch), float(value)))
        self._updates += 1
        if self._updates % self.every == 0 and kernel_shell() is not None:
            self._show()

    def finish(self) -> AxesArray:
        """Draw the last state.

        Returns
        -------
        ndarray of Axes
            One for each metric that has values; a single one with a sentence if there are none.
        """
        if kernel_shell() is not None:
            # The last update has often been drawn already, and drawing takes half a second.
            return self._shown[1] if self._shown and self._shown[0] == self._updates else self._show()
        import matplotlib.pyplot as plt

        panels = self._panels()
        _, axes = plt.subplots(1, max(len(panels), 1), figsize=_size(panels), layout="constrained", squeeze=False)
        self._draw(axes[0], panels)
        return np.asarray(axes[0])

    def keras(self) -> Any:
        """Make a callback for ``model.fit`` that updates and finishes these curves.

        Returns
        -------
        keras.callbacks.Callback
            For ``model.fit(..., callbacks=[curves.keras()])``. An accuracy with a longer name, such as
            ``sparse_categorical_accuracy``, counts as ``accuracy``; values that are not among the metrics
            are ignored.
        """
        from keras.callbacks import Callback

        curves = self

        class Feed(Callback):  # type: ignore[misc, unused-ignore]
            """Pass the values of each epoch to the curves."""

            def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
                """Add the values of one epoch; Keras counts from 0."""
                curves.update(epoch + 1, **curves._known(logs or {}))

            def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
                """Draw the last state."""
                curves.finish()

        return Feed()

    def _known(self, logs: dict[str, Any]) -> dict[str, Any]:
        """Select the values that have a panel, and name them after it."""
        found = {}
        for name, value in logs.items():
            prefix = "val_" if name.startswith("val_") else ""
            metric = name.removeprefix("val_")
            if metric not in self.metrics and metric.endswith("accuracy"):
                metric = "accuracy"
            if metric in self.metrics:
                found[prefix + metric] = value
        return found

    def _panels(self) -> list[str]:
        """List the metrics that have values; an empty panel would only take up space."""
        return [name for name in self.metrics if name in self._points or f"val_{name}" in self._points]

    def _show(self) -> AxesArray:
        """Show the current state in the notebook, instead of the previous one."""
        from matplotlib.figure import Figure

        panels = self._panels()
        # Not a figure of pyplot, which the notebook would show again at the end of the cell.
        figure = Figure(figsize=_size(panels), layout="constrained")
        axes = figure.subplots(1, max(len(panels), 1), squeeze=False)[0]
        self._draw(axes, panels)
        last = ", ".join(f"{name} {points[-1][1]:.4g}" for name, points in self._points.items())
        self._handle = show_picture(figure, f"Training curves: {last or 'no values yet'}", self._handle)
        self._shown = self._updates, np.asarray(axes)
        return self._shown[1]

    def _draw(self, axes: npt.NDArray[Any], panels: list[str]) -> None:
        """Draw every metric in its panel."""
        from matplotlib.ticker import MaxNLocator

        if not panels:
            axes[0].set_axis_off()
            axes[0].text(0.5, 0.5, "There are no values to draw.", ha="center", va="center")
        for ax, metric in zip(axes, panels, strict=False):
            self._draw_panel(ax, metric)
            ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))

    def _draw_panel(self, ax: Axes, metric: str) -> None:
        """Draw the one or two curves of a metric; the legend gives their last values."""
        for name, label, style in ((metric, "training", "o-"), (f"val_{metric}", "validation", "s--")):
            points = self._points.get(name)
            if points:
                epochs, values = zip(*points, strict=True)
                ax.plot(epochs, values, style, markersize=3, label=f"{label}: {values[-1]:.4f}")
        ax.set(xlabel="epoch", ylabel=metric, title=metric)
        if self.total is not None and self.total > 1:
            ax.set_xlim(1 - 0.03 * self.total, 1.03 * self.total)
        ax.grid(alpha=0.3)
        ax.legend()


def _size(panels: list[str]) -> tuple[float, float]:
    """Width and height, in inches, of a figure with these panels."""
    return 5.2 * max(len(panels), 1), 3.6
