"""Load the digits and the clothes as arrays."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from utils.data import bundled
from utils.data.downloads import PARTS, find_file
from utils.data.idx import SHA256, DataError, read_idx

DIGIT_NAMES = tuple(str(digit) for digit in range(10))
FASHION_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

Half = Literal["train", "test"]

_TITLES = {"digits": "Bundled digits", "mnist": "MNIST", "fashion": "Fashion-MNIST"}


@dataclass(frozen=True, eq=False)
class ImageSet:
    """A data set of 28x28 grey images, divided into training and test images.

    Attributes
    ----------
    name : str
        ``"digits"``, ``"mnist"`` or ``"fashion"``.
    x_train, x_test : ndarray of uint8, (m, 28, 28)
        Grey levels, 0 (background) to 255.
    y_train, y_test : ndarray of int64, (m,)
        Class of each image, 0 to 9.
    class_names : tuple of 10 str
        Names of the classes.
    """

    name: str
    x_train: npt.NDArray[np.uint8]
    y_train: npt.NDArray[np.int64]
    x_test: npt.NDArray[np.uint8]
    y_test: npt.NDArray[np.int64]
    class_names: tuple[str, ...]


def load_digits(
    size: int = 20,
    per_class: int = 500,
    classes: Iterable[int] = range(10),
    source: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    seed: int = 0,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Load the same number of images of each digit, unrolled and sorted by class, and print what was loaded.

    Parameters
    ----------
    size : {20, 28}, optional
        Height and width of an image in pixels. At 20 the digit fills the frame; at 28 it has a margin of 4.
    per_class : int, optional
        How many images of each digit.
    classes : iterable of int, optional
        The digits to load, in this order.
    source : {"bundled", "mnist"}, optional
        ``"bundled"``: the 1797 digits that come with scikit-learn; if a class has fewer than `per_class`, slightly
        shifted and rotated copies follow its originals. ``"mnist"``: the first `per_class` images of each
        digit in the training set, at size 20 cropped to the central box [4:24, 4:24], which loses the few pixels
        outside it. If omitted, the environment variable DIGITS_SOURCE, or else ``"bundled"``.
    folder : str or path-like, optional
        Where the files of MNIST are; see `utils.data.downloads.find_file`.
    seed : int, optional
        Seed of the shifts and rotations. The same seed gives the same images of a class, whatever the other classes are.

    Returns
    -------
    X : ndarray of float64, (len(classes) * per_class, size * size)
        Grey levels from 0 (background) to 1, one image per row, row by row of the image.
    y : ndarray of int64, (len(classes) * per_class, 1)
        The digits.

    Raises
    ------
    DataError
        When an argument is invalid, or the files of MNIST are missing or damaged.
    """
    wanted = _check_classes(classes)
    _check_count("per_class", per_class)
    if size not in (20, 28):
        raise DataError(f"size is {size!r}, but the digits are available at size 20 or 28.")
    name = _choose(source, "load_digits", ("digits", "mnist"))
    images: list[npt.NDArray[np.float64]] = []
    notes = ""
    if name == "digits":
        labels = bundled.originals()[1]
        originals = 0
        for digit in wanted:
            originals += min(per_class, int(np.sum(labels == digit)))
            images.append(_drawn_class(digit, per_class, seed, size))
        notes = _originals_note(originals, len(wanted) * per_class)
    else:
        pixels, labels = _read_part("mnist", "train", folder)
        for digit in wanted:
            members = np.flatnonzero(labels == digit)
            if len(members) < per_class:
                raise DataError(
                    f"MNIST has only {len(members)} training images of the digit {digit}: ask for a smaller "
                    f"per_class than {per_class}."
                )
            images.append(_frame(pixels[members[:per_class]], size) / 255.0)
    X = np.concatenate(images).reshape(len(wanted) * per_class, size * size)
    y = np.repeat(np.array(wanted, dtype=np.int64), per_class).reshape(-1, 1)
    print(
        f"{_TITLES[name]}: {len(X)} images of {size}x{size}, {per_class} of each of {_list_classes(wanted)}{notes}.",
        flush=True,
    )
    return X, y


def load_binary_digits(
    size: int = 20,
    per_class: int = 500,
    source: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    seed: int = 0,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Load zeros and ones, zeros first, and print what was loaded.

    Parameters
    ----------
    size, per_class, source, folder, seed
        As in `load_digits`.

    Returns
    -------
    X : ndarray of float64, (2 * per_class, size * size)
        Grey levels from 0 to 1; (1000, 400) by default.
    y : ndarray of int64, (2 * per_class, 1)
        Zeros, then ones.

    Raises
    ------
    DataError
        As `load_digits` does.
    """
    return load_digits(size, per_class, (0, 1), source, folder, seed)


def load_images(
    name: str | None = None,
    train: int | None = 6000,
    test: int | None = 1000,
    folder: str | os.PathLike[str] | None = None,
    seed: int = 0,
) -> ImageSet:
    """Load 28x28 images in mixed order, for training and for testing, and print what was loaded.

    Parameters
    ----------
    name : {"digits", "mnist", "fashion"}, optional
        The data set. If omitted, the environment variable DIGITS_SOURCE (``bundled`` means ``"digits"``), or
        else ``"digits"``.
    train, test : int or None, optional
        How many images; None for all. From MNIST and Fashion-MNIST come the first ones, in the order of the
        files. Of the bundled digits, one original in five belongs to the test set; each set is then enlarged
        with shifted and rotated copies of its own, so that no copy of a test digit is among the training
        images.
    folder : str or path-like, optional
        Where the files are; see `utils.data.downloads.find_file`. Not used for the bundled digits.
    seed : int, optional
        Seed of the split and of the copies of the bundled digits. Not used for the others.

    Returns
    -------
    ImageSet
        Images, labels and class names.

    Raises
    ------
    DataError
        When an argument is invalid, more images are requested than exist, or files are missing or damaged.
    """
    chosen = _choose(name, "load_images", ("digits", "mnist", "fashion"))
    for argument, count in (("train", train), ("test", test)):
        if count is not None:
            _check_count(argument, count)
    parts, notes = [], ""
    if chosen == "digits":
        kept = []
        for number, count in enumerate((train, test)):
            images, labels, originals = _drawn_half(seed, number, count)
            parts.append((images.copy(), labels.copy()))
            kept.append(originals)
        if (train or 0) > kept[0] or (test or 0) > kept[1]:
            notes = f" ({kept[0]} and {kept[1]} originals, the rest shifted and rotated copies of them)"
        else:
            notes = " (all originals)"
    else:
        halves: tuple[tuple[Half, int | None], ...] = (("train", train), ("test", test))
        for half, asked in halves:
            pixels, labels = _read_part(chosen, half, folder)
            if asked is not None and asked > len(pixels):
                raise DataError(f"{_TITLES[chosen]} has {len(pixels)} images for {half}, not {asked}: ask for fewer.")
            # A copy, so that the few images that are used do not keep all the others in memory.
            parts.append((pixels[:asked].copy(), labels[:asked].copy()))
    (x_train, y_train), (x_test, y_test) = parts
    print(
        f"{_TITLES[chosen]}: {len(x_train)} training and {len(x_test)} test images of 28x28{notes}.",
        flush=True,
    )
    names = FASHION_NAMES if chosen == "fashion" else DIGIT_NAMES
    return ImageSet(chosen, x_train, y_train, x_test, y_test, names)


# Cached for cells that run again, and for all submissions that are marked from one preloaded process: drawing takes most of
# a second.
@lru_cache(maxsize=20)
def _drawn_class(digit: int, count: int, seed: int, size: int) -> npt.NDArray[np.float64]:
    """Draw `count` images of a digit; the result is read-only."""
    members = np.flatnonzero(bundled.originals()[1] == digit).astype(np.int64)
    # The digit is part of the seed, so that a class is the same whichever classes come with it.
    images = bundled.enlarge(members, count, [seed, digit], size)
    images.setflags(write=False)
    return images


@lru_cache(maxsize=4)
def _drawn_half(seed: int, number: int, count: int | None) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], int]:
    """Draw and shuffle images of one half, 0 to train and 1 to test; the arrays are read-only.

    The last value is the number of originals among them.
    """
    indices = bundled.split(seed)[number]
    total = len(indices) if count is None else count
    images = np.rint(255.0 * bundled.enlarge(indices, total, [seed, number])).astype(np.uint8)
    labels = np.resize(bundled.originals()[1][indices], total)
    order = np.random.default_rng([seed, number, 1]).permutation(total)
    images, labels = images[order], labels[order]
    images.setflags(write=False)
    labels.setflags(write=False)
    return images, labels, min(total, len(indices))


def _read_part(
    name: str, half: Half, folder: str | os.PathLike[str] | None
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Read the images and labels of one half of MNIST or Fashion-MNIST and verify their checksums."""
    x, y = f"x_{half}", f"y_{half}"
    images = read_idx(find_file(name, x, folder), kind="images", sha256=SHA256[f"{name}/{PARTS[x]}"])
    labels = read_idx(find_file(name, y, folder), kind="labels", sha256=SHA256[f"{name}/{PARTS[y]}"])
    return images, labels.astype(np.int64)


def _choose(source: str | None, caller: str, known: tuple[str, ...]) -> str:
    """Give the name of the data set that the argument, or else the environment, selects."""
    asked = source if source is not None else os.environ.get("DIGITS_SOURCE") or "digits"
    name = "digits" if asked == "bundled" else asked
    if name not in known:
        origin = "The argument" if source is not None else "The environment variable DIGITS_SOURCE"
        choices = ", ".join(repr("bundled" if k == "digits" and caller == "load_digits" else k) for k in known)
        raise DataError(f"{origin} asks for {asked!r}, but {caller} supports only {choices}.")
    return name


def _check_classes(classes: Iterable[int]) -> list[int]:
    """Check that the classes are distinct digits, and list them."""
    wanted = list(classes)
    digits = all(isinstance(c, (int, np.integer)) and not isinstance(c, bool) and 0 <= c <= 9 for c in wanted)
    if not wanted or not digits or len(set(wanted)) < len(wanted):
        raise DataError(f"classes is {wanted}: give distinct digits from 0 to 9, for example range(10) or (0, 1).")
    return [int(c) for c in wanted]


def _check_count(argument: str, count: int) -> None:
    """Refuse a number of images that is not a whole number of at least 1."""
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 1:
        raise DataError(f"{argument} is {count!r}: give a whole number of images, 1 or more.")


def _frame(images: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
    """Crop 28x28 images to their central `size` x `size` pixels."""
    margin = (28 - size) // 2
    return images[:, margin : 28 - margin, margin : 28 - margin]


def _originals_note(originals: int, total: int) -> str:
    """Say how many of the bundled images are originals."""
    if originals == total:
        return " (all originals)"
    return f" ({originals} originals, the rest shifted and rotated copies of them)"


def _list_classes(wanted: list[int]) -> str:
    """Format classes as a range such as 0..9, or else as a list such as 3, 1."""
    if len(wanted) > 2 and wanted == list(range(wanted[0], wanted[-1] + 1)):
        return f"{wanted[0]}..{wanted[-1]}"
    return ", ".join(str(digit) for digit in wanted)
