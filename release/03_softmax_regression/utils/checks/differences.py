"""How a result differs from the right one: shape, largest difference, known mistake."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.describe import shown


def shape_hint(got: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Name the usual cause of a wrong shape.

    Parameters
    ----------
    got, right : tuple of int
        The shapes.

    Returns
    -------
    str
        A sentence.
    """
    if got == right[::-1] and len(right) == 2:
        return "The two axes are swapped: look at the order of the product, or at a transpose."
    if [n for n in got if n != 1] == [n for n in right if n != 1]:
        return "Only axes of length 1 differ: look at keepdims, reshape and how the first array was made."
    if got == ():
        return "The result is a single number: is a sum or a mean taken over all axes?"
    if len(got) < len(right):
        return "An axis is missing: look at sums without keepdims and at indexing."
    return "Write down the shape after each line and compare."


def largest_difference(got: NDArray[Any], right: NDArray[Any]) -> str:
    """Point to the entry with the largest difference.

    Parameters
    ----------
    got, right : ndarray of the same shape
        The result and the right values.

    Returns
    -------
    str
        In parentheses, to follow the values in a sentence; "" for single numbers.
    """
    if got.ndim == 0:
        return ""
    with np.errstate(invalid="ignore"):
        gap = np.where(got == right, 0.0, np.abs(got - right))
    gap[~np.isfinite(gap)] = np.inf
    index = np.unravel_index(int(np.argmax(gap)), gap.shape)
    place = ", ".join(str(int(i)) for i in index)
    return f" (largest difference at [{place}]: {shown(got[index])}, expected {shown(right[index])})"


def recognise(got: NDArray[Any], mistakes: Mapping[str, Any], rtol: float, atol: float) -> str:
    """Name the first known mistake that leads to these values.

    Parameters
    ----------
    got : ndarray
        The result.
    mistakes : mapping of str to (array_like or callable)
        By the phrase that names each: its values, or a function that computes them.
    rtol, atol : float
        Tolerances, as in `numpy.isclose`.

    Returns
    -------
    str
        The phrase as a sentence; "" if none matches.
    """
    for words, values in mistakes.items():
        with np.errstate(all="ignore"):
            wrong = np.asarray(values() if callable(values) else values, dtype=np.float64)
        if wrong.shape == got.shape and np.allclose(got, wrong, rtol=rtol, atol=atol, equal_nan=True):
            return _sentence(words)
    return ""


def _sentence(words: str) -> str:
    """Make a sentence: a capital letter, or backticks around a name such as b1 or e that it starts with, and a full stop."""
    first, _, rest = words.partition(" ")
    name = first.isidentifier() and (not first.isalpha() or (len(first) == 1 and first != "a"))
    words = f"`{first}` {rest}" if name else words[:1].upper() + words[1:]
    return words + ("" if words.endswith((".", "?", "!")) else ".")
