"""The 1797 handwritten digits that come with scikit-learn, enlarged, with shifted and rotated copies.

They are the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak, UCI Machine
Learning Repository, 1998): 8x8 images whose pixels count, from 0 to 16, the dark pixels of a 4x4 block of
the scan.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]

SIZE = 28
_BOX = 20
_SMALL = 8
_PAD = 6
#: Small enough that no digit turns into another: a ninth of a right angle, and a twentieth of the box.
MAX_DEGREES = 10.0
MAX_SHIFT = 1.0


@lru_cache(maxsize=1)
def originals() -> tuple[Float, Int]:
    """Load the 8x8 originals.

    Returns
    -------
    images : ndarray of float64, (1797, 8, 8)
        Ink from 0 (none) to 1.
    labels : ndarray of int64, (1797,)
        The digits 0 to 9. Both arrays are read-only, because later calls share them.
    """
    table = _read_table()
    images = table[:, :-1].reshape(-1, _SMALL, _SMALL) / 16.0
    labels = table[:, -1].astype(np.int64)
    images.setflags(write=False)
    labels.setflags(write=False)
    return images, labels


def draw(indices: Int, degrees: Float, shifts: Float, size: int = SIZE) -> Float:
    """Draw originals at full size, each rotated and shifted by its own amount.

    An original fills the central 20x20 box of a 28x28 image, as in MNIST; at size 20 the result is that
    box. Scaling, rotation and shift are one affine map of the cubic spline through the 8x8 pixels, so that
    nothing is interpolated twice.

    Parameters
    ----------
    indices : ndarray of int64, (m,)
        Which originals to draw.
    degrees : ndarray of float64, (m,)
        The rotation of each, in degrees.
    shifts : ndarray of float64, (m, 2)
        The shift of each, down and to the right, in pixels of the result.
    size : {28, 20}, optional
        Height and width of the result.

    Returns
    -------
    ndarray of float64, (m, size, size)
        Grey levels from 0 (background) to 1 (ink).
    """
    from scipy.ndimage import affine_transform

    splines = _splines()
    scale = _SMALL / _BOX
    angles = np.deg2rad(degrees)
    cos, sin = scale * np.cos(angles), scale * np.sin(angles)
    matrices = np.stack([np.stack([cos, sin], axis=-1), np.stack([-sin, cos], axis=-1)], axis=-2)
    # The map goes from a pixel of the result back to the spline: the shifted centre of the result to the centre of the
    # spline.
    middle = (size - 1) / 2 + shifts
    offsets = (splines.shape[1] - 1) / 2 - np.einsum("mij,mj->mi", matrices, middle)
    drawn = np.empty((len(indices), size, size))
    for k, index in enumerate(indices):
        affine_transform(
            splines[index],
            matrices[k],
            offset=offsets[k],
            output=drawn[k],
            output_shape=(size, size),
            prefilter=False,
        )
    return _crisp(drawn)


def enlarge(indices: Int, count: int, seed: int | list[int], size: int = SIZE) -> Float:
    """Draw `count` images: first the originals in order, then shifted and rotated copies of them, again in order.

    Parameters
    ----------
    indices : ndarray of int64, (k,)
        The originals to use, k >= 1.
    count : int
        How many images to draw; the first min(k, count) are the originals themselves.
    seed : int or list of int
        Seed of the shifts and rotations. The same arguments always give the same bytes, and a larger `count` only
        adds images.
    size : {28, 20}, optional
        Height and width of the result.

    Returns
    -------
    ndarray of float64, (count, size, size)
        Grey levels from 0 to 1. Image i comes from original ``indices[i % k]``.
    """
    # Every copy starts from an original: copies of copies would drift away from it.
    moves = np.random.default_rng(seed).uniform(-1.0, 1.0, size=(max(count - len(indices), 0), 3))
    moves = np.concatenate([np.zeros((min(count, len(indices)), 3)), moves])
    chosen = np.resize(indices, count)
    return draw(chosen, MAX_DEGREES * moves[:, 0], MAX_SHIFT * moves[:, 1:], size)


def split(seed: int, share: float = 0.2) -> tuple[Int, Int]:
    """Split the originals into training and test digits, class by class.

    Parameters
    ----------
    seed : int
        Seed of the split.
    share : float, optional
        The part of each class that goes to the test set.

    Returns
    -------
    train, test : ndarray of int64
        Indices of the originals, each set in shuffled order; every original is in exactly one.
    """
    labels = originals()[1]
    rng = np.random.default_rng(seed)
    train, test = [], []
    for digit in range(10):
        members = rng.permutation(np.flatnonzero(labels == digit))
        cut = round(share * len(members))
        test.append(members[:cut])
        train.append(members[cut:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


def _read_table() -> Float:
    """Read scikit-learn's own table of digits, 64 pixels and the label per row."""
    # Importing sklearn.datasets takes longer than everything else here together, and every notebook would wait for it.
    spec = importlib.util.find_spec("sklearn")
    for folder in spec.submodule_search_locations or [] if spec else []:
        table = Path(folder, "datasets", "data", "digits.csv.gz")
        if table.is_file():
            return np.loadtxt(table, delimiter=",")
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return np.column_stack([pixels, labels]).astype(np.float64)


@lru_cache(maxsize=1)
def _splines() -> Float:
    """Cubic spline coefficients of all originals, each padded with background."""
    from scipy.ndimage import spline_filter1d

    padded = np.pad(originals()[0], ((0, 0), (_PAD, _PAD), (_PAD, _PAD)))
    return np.asarray(spline_filter1d(spline_filter1d(padded, axis=1), axis=2), dtype=np.float64)


def _crisp(images: Float) -> Float:
    """Stretch the contrast, so that the background is exactly 0 and a full stroke exactly 1."""
    # A spline oscillates a little around 0 beside a stroke; clipping removes these faint rings.
    return np.clip((images - 0.08) / 0.84, 0.0, 1.0)
