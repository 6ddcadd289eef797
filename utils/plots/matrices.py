"""Matrices as pictures: the weights of a layer, and which classes a model confuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from utils.plots.images import AxesArray, as_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def show_weights(
    W: npt.ArrayLike, shape: tuple[int, int] = (28, 28), cols: int = 5, names: Sequence[str] | None = None
) -> AxesArray:
    """Draw each column of a weight matrix as an image: red pixels speak for the class, blue ones against it.

    Parameters
    ----------
    W : array_like, (n, C)
        Weights from n pixels to C units.
    shape : tuple of int, optional
        Height and width of the images; their product is n.
    cols : int, optional
        Images per row.
    names : sequence of C str, optional
        Title of each image; the number of the unit if omitted.

    Returns
    -------
    ndarray of Axes, (rows, cols)
        Cells without an image are empty. All images share one scale, symmetric around 0, which is
        white. If a few weights are far larger than all others, the scale stops short of them, with arrowheads.

    Raises
    ------
    ValueError
        When `W` does not have one row per pixel.
    """
    import matplotlib.pyplot as plt

    weights = np.asarray(W, dtype=np.float64)
    if weights.ndim != 2 or len(weights) != shape[0] * shape[1] or weights.shape[1] == 0:
        raise ValueError(
            f"W has shape {weights.shape}; expected ({shape[0] * shape[1]}, C), one row per pixel of a "
            f"{shape[0]}x{shape[1]} image."
        )
    units = weights.shape[1]
    cols = min(cols, units)
    rows = -(-units // cols)
    largest = float(np.abs(weights).max())
    # Pixels that are almost always background can get huge weights; a few of them must not make all others look like 0.
    usual = float(np.quantile(np.abs(weights), 0.99))
    limit = usual if 0.0 < 1.5 * usual < largest else largest or 1.0
    figure, axes = plt.subplots(
        rows, cols, figsize=(1.6 * cols + 1.0, 1.85 * rows), layout="constrained", squeeze=False
    )
    for cell in axes.flat:
        cell.set_axis_off()
    for k, cell in zip(range(units), axes.flat, strict=False):
        picture = cell.imshow(weights[:, k].reshape(shape), cmap="RdBu_r", vmin=-limit, vmax=limit)
        cell.set_title(str(names[k]) if names else str(k), fontsize=10)
    figure.colorbar(picture, ax=axes, label="weight", shrink=0.9, extend="both" if limit < largest else "neither")
    return np.asarray(axes)


def plot_confusion(labels: npt.ArrayLike, predictions: npt.ArrayLike, class_names: Sequence[str] | None = None) -> Axes:
    """Draw a confusion matrix: how often each class was predicted as each other one.

    Parameters
    ----------
    labels, predictions : array_like of int, (m,) or (m, 1)
        The class of each image, and the class that the model predicts.
    class_names : sequence of str, optional
        Names of the classes; if omitted, the largest class that occurs determines how many there are.

    Returns
    -------
    Axes
        Row i, column j shows how many images of class i were predicted as class j.

    Raises
    ------
    ValueError
        When there are no labels, not as many predictions, or classes outside 0..C-1.
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
    # The square root keeps a few mistakes visible beside many right predictions.
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
