"""Draw images: grids of digits, one image, a close-up, misclassified ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AxesArray = npt.NDArray[np.object_]

_WRONG = "#b00020"


def show_digits(
    X: npt.ArrayLike,
    labels: npt.ArrayLike | None = None,
    predictions: npt.ArrayLike | None = None,
    rows: int = 8,
    cols: int = 8,
    class_names: Sequence[str] | None = None,
    seed: int | None = None,
    title: str | None = None,
) -> AxesArray:
    """Draw a grid of images with their labels and, if given, a model's predictions.

    Parameters
    ----------
    X : array_like, (m, n) or (m, h, w)
        Images, unrolled (n must be a square number) or not. Grey levels of any range: the smallest is black.
    labels, predictions : array_like of int, (m,) or (m, 1), optional
        The class of each image, and the class that a model predicts. A wrong prediction has a frame and a cross.
    rows, cols : int, optional
        Size of the grid. The first ``rows * cols`` images are drawn; with fewer images there are fewer rows.
    class_names : sequence of str, optional
        Names to show instead of class numbers.
    seed : int, optional
        Draw random images instead of the first ones.
    title : str, optional
        Title of the figure.

    Returns
    -------
    ndarray of Axes, (rows, cols)
        Cells without an image are empty.

    Raises
    ------
    ValueError
        When `X` is empty, or there is not one label or prediction per image.
    """
    import matplotlib.pyplot as plt

    images = _as_images(X)
    m = len(images)
    if m == 0:
        raise ValueError("X holds no images.")
    truth = None if labels is None else as_labels(labels, m, "labels")
    guesses = None if predictions is None else as_labels(predictions, m, "predictions")
    shown = min(m, rows * cols)
    chosen = np.arange(shown) if seed is None else np.random.default_rng(seed).permutation(m)[:shown]
    texts = [_caption(k, truth, guesses, class_names) for k in chosen]
    lines = max(text.count("\n") for text in texts) + bool(any(texts))
    longest = max(len(line) for text in texts for line in text.split("\n"))
    rows = -(-shown // cols)
    # Each cell is wide enough for the longest caption, so that neighbouring captions never overlap.
    width, height = max(0.8, 0.085 * longest + 0.1), 0.82 + 0.17 * lines
    total = height * rows + (0.4 if title else 0.0)
    figure, axes = plt.subplots(rows, cols, figsize=(width * cols, total), squeeze=False)
    # The sizes are known, so the layout is set rather than computed, which for 64 cells takes half the time.
    caption = 0.17 * lines + 0.08
    figure.subplots_adjust(
        left=0.06 / (width * cols),
        right=1 - 0.06 / (width * cols),
        bottom=0.06 / total,
        top=1 - (caption + (0.4 if title else 0.0)) / total,
        wspace=0.14 / (width - 0.14),
        hspace=(caption + 0.06) / (height - caption - 0.06),
    )
    lowest, highest = images[chosen].min(), images[chosen].max()
    for cell in axes.flat:
        cell.set_axis_off()
        cell.set(xticks=[], yticks=[])  # invisible ticks would take most of the drawing time
    for cell, k, text in zip(axes.flat, chosen, texts, strict=False):
        cell.imshow(images[k], cmap="gray", vmin=lowest, vmax=highest)
        wrong = truth is not None and guesses is not None and truth[k] != guesses[k]
        cell.set_title(
            text,
            fontsize=9,
            pad=5,
            color=_WRONG if wrong else "black",
            fontweight="bold" if wrong else "normal",
        )
        if wrong:
            cell.set_axis_on()
            for spine in cell.spines.values():
                spine.set(color=_WRONG, linewidth=2.5)
    if title:
        figure.suptitle(title)
    return np.asarray(axes)


def show_image(x: npt.ArrayLike, title: str | None = None) -> Axes:
    """Draw one image with a colour bar of its grey levels.

    Parameters
    ----------
    x : array_like, (h, w) or (n,)
        The image; if it is unrolled, n must be a square number.
    title : str, optional
        Title of the axes.

    Returns
    -------
    Axes
        The axes of the image; rows and columns are numbered from 0.

    Raises
    ------
    ValueError
        When `x` is not one image.
    """
    import matplotlib.pyplot as plt
    from matplotlib.ticker import MaxNLocator

    figure, ax = plt.subplots(figsize=(5, 4.2), layout="constrained")
    picture = ax.imshow(_as_image(x), cmap="gray")
    figure.colorbar(picture, ax=ax, label="grey level")
    ax.set(xlabel="column", ylabel="row")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
    if title:
        ax.set_title(title)
    return ax


def show_patch(x: npt.ArrayLike, top: int, left: int, height: int, width: int) -> Axes:
    """Draw a close-up of an image with the value of every pixel.

    Parameters
    ----------
    x : array_like, (h, w) or (n,)
        The image; if it is unrolled, n must be a square number.
    top, left : int
        Row and column of the patch's first pixel.
    height, width : int
        Size of the patch in pixels.

    Returns
    -------
    Axes
        The axes of the patch; rows and columns are numbered as in the whole image.

    Raises
    ------
    ValueError
        When the patch is empty or not within the image.
    """
    import matplotlib.pyplot as plt

    image = _as_image(x)
    h, w = image.shape
    if height < 1 or width < 1 or not 0 <= top <= h - height or not 0 <= left <= w - width:
        raise ValueError(
            f"The patch of rows {top}..{top + height - 1} and columns {left}..{left + width - 1} does not "
            f"lie inside the image of {h}x{w} pixels."
        )
    patch = image[top : top + height, left : left + width]
    _, ax = plt.subplots(figsize=(0.5 * width + 1.2, 0.45 * height + 1.2), layout="constrained")
    ax.imshow(
        patch,
        cmap="gray",
        vmin=image.min(),
        vmax=image.max(),
        aspect="auto",
        extent=(left - 0.5, left + width - 0.5, top + height - 0.5, top - 0.5),
    )
    middle = (float(image.min()) + float(image.max())) / 2
    for (i, j), value in np.ndenumerate(patch):
        text = str(value) if patch.dtype.kind in "iub" else f"{value:.2f}"
        color = "black" if value > middle else "white"
        ax.text(left + j, top + i, text, ha="center", va="center", color=color, fontsize=9)
    ax.set(
        xticks=range(left, left + width),
        yticks=range(top, top + height),
        xlabel="column",
        ylabel="row",
        title=f"Rows {top} to {top + height - 1}, columns {left} to {left + width - 1}",
    )
    return ax


def show_errors(
    X: npt.ArrayLike,
    labels: npt.ArrayLike,
    predictions: npt.ArrayLike,
    most: int = 24,
    class_names: Sequence[str] | None = None,
) -> AxesArray:
    """Draw the misclassified images with both labels, and print how many there are.

    Parameters
    ----------
    X : array_like, (m, n) or (m, h, w)
        Images, unrolled (n must be a square number) or not.
    labels, predictions : array_like of int, (m,) or (m, 1)
        The class of each image, and the class that the model predicts.
    most : int, optional
        Draw at most this many, the first ones.
    class_names : sequence of str, optional
        Names to show instead of class numbers.

    Returns
    -------
    ndarray of Axes
        The grid of images; if all predictions are right, a single axes with a sentence.

    Raises
    ------
    ValueError
        When there is not one label or prediction per image.
    """
    import matplotlib.pyplot as plt

    images = _as_images(X)
    truth = as_labels(labels, len(images), "labels")
    guesses = as_labels(predictions, len(images), "predictions")
    wrong = np.flatnonzero(truth != guesses)
    print(f"{len(wrong)} of {len(images)} wrong")
    if len(wrong) == 0:
        _, ax = plt.subplots(figsize=(5, 1.2), layout="constrained")
        ax.set_axis_off()
        ax.text(0.5, 0.5, f"All {len(images)} images are classified correctly.", ha="center", va="center")
        return np.array([[ax]], dtype=object)
    drawn = wrong[:most]
    title = "label → prediction"
    if len(drawn) < len(wrong):
        title += f" (the first {len(drawn)} of {len(wrong)})"
    cols = min(6 if class_names else 8, max(len(drawn), 4))
    rows = -(-len(drawn) // cols)
    return show_digits(images[drawn], truth[drawn], guesses[drawn], rows, cols, class_names, title=title)


def _as_image(x: npt.ArrayLike) -> npt.NDArray[Any]:
    """Convert one image to (h, w)."""
    image = np.asarray(x)
    if image.ndim == 2 and min(image.shape) > 1:
        return image
    return np.asarray(_as_images(image.reshape(1, -1))[0])


def _as_images(X: npt.ArrayLike) -> npt.NDArray[Any]:
    """Convert images to (m, h, w); unrolled ones must be square."""
    images = np.asarray(X)
    if images.ndim == 3:
        return images
    if images.ndim != 2:
        raise ValueError(f"X has shape {images.shape}; expected (m, n) for unrolled images or (m, h, w).")
    side = round(images.shape[1] ** 0.5)
    if side * side != images.shape[1]:
        raise ValueError(
            f"Images of {images.shape[1]} pixels are not square. Is X transposed? Otherwise reshape it to (m, h, w)."
        )
    return images.reshape(-1, side, side)


def as_labels(labels: npt.ArrayLike, m: int, name: str) -> npt.NDArray[np.int64]:
    """Convert labels to a vector of whole numbers.

    Parameters
    ----------
    labels : array_like of int, (m,) or (m, 1)
        One class per image.
    m : int
        The expected number of labels.
    name : str
        Their name in an error message.

    Returns
    -------
    ndarray of int64, (m,)
        The classes.

    Raises
    ------
    ValueError
        When there are not `m` labels.
    """
    flat = np.asarray(labels).ravel()
    if flat.size != m:
        raise ValueError(f"{name} has shape {np.shape(labels)}; expected one whole number for each of {m} images.")
    return flat.astype(np.int64)


def _caption(
    k: int,
    truth: npt.NDArray[np.int64] | None,
    guesses: npt.NDArray[np.int64] | None,
    names: Sequence[str] | None,
) -> str:
    """Compose the caption of image k."""
    texts = [str(names[a[k]]) if names else str(a[k]) for a in (truth, guesses) if a is not None]
    if truth is None and guesses is not None:
        return f"→ {texts[0]}"
    if len(texts) < 2:
        return "".join(texts)
    mark = "✗ " if truth is not None and guesses is not None and truth[k] != guesses[k] else ""
    return f"{mark}{texts[0]}{chr(10) if names else ' '}→ {texts[1]}"
