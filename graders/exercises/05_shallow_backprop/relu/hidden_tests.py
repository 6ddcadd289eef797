"""Hidden checks of `relu`."""

from typing import Any

import numpy as np

from utils.checks import Function
from utils.steps import no_loop

LEAKS = (0.01, 0.1, 0.2, 0.3, 0.05, 0.02)


def _relu(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "relu", "a")


def _right(a: np.ndarray) -> np.ndarray:
    """Half of the sum of a and its absolute value."""
    a = np.asarray(a, dtype=np.float64)
    return (a + np.abs(a)) / 2


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random numbers of both signs, small and large."""
    a = rng.normal(size=(6, 7)) * 10.0 ** rng.integers(-2, 4, (6, 7))
    a[1, 2], a[3, 3] = 123.4, -123.4
    _relu(target)(a).array(shape=(6, 7)).finite().close(
        _right(a),
        mistakes={
            "this is the absolute value": np.abs(a),
            "values above 1 are cut off, but relu has no upper end": np.clip(a, 0, 1),
            "values above 6 are cut off, but relu has no upper end": np.clip(a, 0, 6),
            "this is 1 where a > 0, not a itself": a > 0,
            **{
                f"negative entries become {slope} of themselves, not 0": np.where(a > 0, a, slope * a)
                for slope in LEAKS
            },
        },
        hint="Each entry on its own: itself where it is positive, else 0.",
    )


def check_shapes(target: Any, rng: np.random.Generator) -> None:
    """Vectors, one column, three axes, a single number."""
    relu = _relu(target)
    for shape in ((5,), (4, 1), (1, 6), (2, 3, 4), ()):
        a = np.array(rng.normal(size=shape))
        relu(a).array(shape=shape).close(_right(a), hint=f"The argument has shape {shape} here.")


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """Whole numbers and single precision work, and the argument stays as it was."""
    relu = _relu(target)
    a = rng.integers(-5, 6, (4, 5))
    a[0, 0] = -3
    for dtype in (np.int64, np.float32, np.float64):
        values = a.astype(dtype)
        relu(values).array(shape=(4, 5)).close(_right(a)).unchanged((values,), "a")


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the size of the array."""
    no_loop(_relu(target), (rng.normal(size=(2, 3)),), (rng.normal(size=(9, 30)),), "the entries")
