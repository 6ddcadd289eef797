"""Hidden checks of `relup`."""

from typing import Any

import numpy as np

from utils.checks import Function
from utils.steps import no_loop


def _relup(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "relup", "a e")


def _right(a: np.ndarray, e: np.ndarray) -> np.ndarray:
    """Copy e, then blank what may not pass."""
    delta = np.array(e, dtype=np.float64)
    delta[~(np.asarray(a) > 0)] = 0.0
    return delta


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random numbers of both signs in a and in e."""
    relup = _relup(target)
    for shape in ((6, 4), (3, 9)):
        a, e = rng.normal(0, 2, shape), rng.normal(0, 3, shape)
        a.flat[:4], e.flat[:4] = [1.5, -1.5, 1.5, -1.5], [2.0, 2.0, -2.0, -2.0]
        relup(a, e).array(shape=shape).finite().close(
            _right(a, e),
            mistakes={
                "this is the slope alone; it still has to be multiplied by e": a > 0,
                "the sign of e decides here; it should be the sign of a": np.where(e > 0, e, 0),
                "e is multiplied by relu(a) itself, not by its slope, 0 or 1": np.maximum(a, 0) * e,
                "these are the entries of a; those of e should pass": np.maximum(a, 0),
                "e passes where a is negative": np.where(a < 0, e, 0),
                "e passes everywhere": e,
                "negative errors are lost, but they have to pass, too": np.where(a > 0, np.maximum(e, 0), 0),
                "something is divided by a norm; an entry of e passes as it is, or becomes 0": lambda: (
                    np.where(a > 0, e, 0) / np.linalg.norm(np.where(a > 0, e, 0))
                ),
            },
            hint="Nothing is scaled or divided by a norm: an entry of e passes as it is, or becomes 0.",
        )


def check_zero(target: Any, rng: np.random.Generator) -> None:
    """Where a is exactly 0 nothing passes; where it is barely positive all of e does."""
    a = np.array([[0.0, 1e-7, -1e-7], [-0.0, 2.0, 0.0]])
    e = rng.uniform(1, 3, (2, 3)) * np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0]])
    answer = _relup(target)(a, e).array(shape=(2, 3))
    answer.finite("Where a is 0 something is divided by 0; nothing has to be divided in relup.").close(
        _right(a, e),
        mistakes={
            "e passes where a is 0, too; here the slope at 0 is taken as 0, so a > 0 is asked": np.where(a >= 0, e, 0),
            "half of e passes where a is 0; here the slope at 0 is taken as 0": np.where(a == 0, e / 2, _right(a, e)),
        },
        hint="a > 0 decides, however small a is.",
    )


def check_scale(target: Any, rng: np.random.Generator) -> None:
    """A larger e gives a larger result, a larger a the same; other entries have no influence."""
    relup = _relup(target)
    a, e = rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    a[1, 2], e[1, 2] = 0.7, 1.3
    right = _right(a, e)
    hint = "Only the sign of a counts, and e passes as it is: nothing is divided by a norm or a mean."
    relup(a, 1000 * e).array(shape=(5, 4)).finite().close(1000 * right, hint=hint)
    relup(1000 * a, e).array(shape=(5, 4)).finite().close(right, hint=hint)
    relup(a[1:2, 2:3], e[1:2, 2:3]).array(shape=(1, 1)).finite().close([[1.3]], hint=hint)
    zeros = np.zeros((5, 4))
    relup(a, zeros).array(shape=(5, 4)).finite("e is 0 everywhere: something is divided by its norm.").close(
        zeros, hint=hint
    )


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """Whole numbers and single precision work, and both arguments stay as they were."""
    relup = _relup(target)
    a, e = rng.integers(-3, 4, (4, 5)), rng.integers(1, 5, (4, 5))
    a[0, :3] = [-2, 0, 2]
    for dtype in (np.int64, np.float32, np.float64):
        pair = a.astype(dtype), e.astype(dtype)
        relup(*pair).array(shape=(4, 5)).finite().close(_right(a, e)).unchanged(pair, "a e")


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    few, many = rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 70))
    no_loop(_relup(target), tuple(few), tuple(many))
