"""Hidden checks of `softmax`."""

from typing import Any

import numpy as np

from utils.checks import CheckFailed, Function, require
from utils.steps import no_loop


def _softmax(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "softmax", "a")


def _right(a: np.ndarray) -> np.ndarray:
    """Compute through logarithms: log softmax = a - log sum exp a."""
    a = np.asarray(a, dtype=np.float64)
    return np.exp(a - np.logaddexp.reduce(a, axis=0))


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random logits, more classes than examples and the other way round."""
    softmax = _softmax(target)
    for shape in ((10, 4), (3, 7), (5, 5)):
        a = rng.normal(0, 2, shape)
        e = np.exp(a)
        softmax(a).array(shape=shape).finite().close(
            _right(a),
            mistakes={
                "each row sums to 1, but each column should: look at the axis": e / e.sum(axis=1, keepdims=True),
                "the whole array sums to 1, but each column should: give the sum an axis": e / e.sum(),
                "the whole array sums to 1, but each column should: give the sum below an axis, too": (
                    lambda: np.exp(a - a.max(axis=0)) / np.exp(a - a.max(axis=0)).sum()
                ),
                "the exponentials are not divided by their sum yet": e,
                "the exponentials are not divided by the sum of their column yet": np.exp(a - a.max(axis=0)),
                "these are sigmoids, one for each entry; they do not sum to 1": 1 / (1 + np.exp(-a)),
                "the logits themselves are divided by their sum; take their exponentials first": a / a.sum(axis=0),
                "the logits are divided by their maximum; it has to be subtracted": (
                    lambda: np.exp(a / a.max(axis=0)) / np.exp(a / a.max(axis=0)).sum(axis=0)
                ),
                "this is 1 at the largest logit and 0 elsewhere; the others have a probability, too": a
                == a.max(axis=0),
                "the exponentials are divided by their mean in place of their sum": e / e.mean(axis=0),
                "the exponentials are divided by the root of the sum of their squares, not by their sum": (
                    e / np.linalg.norm(e, axis=0)
                ),
                "the sign of the logits is turned around: the largest logit should get the largest probability": (
                    1 / e / (1 / e).sum(axis=0)
                ),
                "these are powers of 2 in place of powers of e": 2**a / (2**a).sum(axis=0),
                "this is the logarithm of the probabilities": np.log(e / e.sum(axis=0)),
                "the maximum is subtracted above the fraction but not below: both need the same exponentials": (
                    np.exp(a - a.max(axis=0)) / e.sum(axis=0)
                ),
                "the maximum subtracted is that of each row, but it has to be the same for a whole column": (
                    lambda: (
                        np.exp(a - a.max(axis=1, keepdims=True)) / np.exp(a - a.max(axis=1, keepdims=True)).sum(axis=0)
                    )
                ),
                **{f"the results are rounded to {n} digits": _right(a).round(n) for n in (1, 2, 3, 4)},
            },
            hint="Each column: exp of every entry, divided by the sum of that column.",
        )


def check_stable(target: Any, rng: np.random.Generator) -> None:
    """Very large and very small logits, each column with a maximum of its own."""
    softmax = _softmax(target)
    a = rng.normal(0, 2, (6, 4))
    far = a + np.array([1000.0, -1000.0, 0.0, 800.0])
    answer = softmax(far).array(shape=(6, 4))
    answer.finite("exp overflows, or a whole column vanishes: subtract from each column its own maximum.")
    # Single precision is off by 3e-5 near 1000, hence the wide tolerance.
    answer.close(_right(far), hint="Subtract from each column its own maximum: that leaves it as it is.", rtol=2e-3)
    # The maximum stands first, last and in the middle: subtracting the first or the last row is not enough.
    apart = np.array([[900.0, 0.0, -900.0], [0.0, -900.0, 900.0], [-900.0, 5.0, 0.0]])
    answer = softmax(apart).array(shape=(3, 3)).finite("Subtract from each column its own maximum.")
    answer.close(_right(apart), hint="Logits far apart: clipping them gives other probabilities.")


def check_columns(target: Any, rng: np.random.Generator) -> None:
    """Every column is on its own: alone, among others, in any order."""
    softmax = _softmax(target)
    a = rng.normal(0, 3, (7, 5))
    right = _right(a)
    softmax(a[:, :1]).array(shape=(7, 1)).finite().close(right[:, :1], hint="One example alone: shape (7, 1).")
    order = rng.permutation(5)
    softmax(a[:, order]).array(shape=(7, 5)).close(
        right[:, order], hint="The columns were put in another order, and the result does not follow them."
    )
    softmax(a[::-1]).array(shape=(7, 5)).close(
        right[::-1], hint="The rows were put in another order, and the result does not follow them."
    )


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """Whole numbers and single precision work, and the argument stays as it was."""
    softmax = _softmax(target)
    whole = rng.integers(-4, 5, (6, 3))
    for a in (whole, whole.astype(np.float32), whole.astype(np.float64), rng.normal(size=(6, 3))):
        try:
            answer = softmax(a)
        except CheckFailed as failure:
            # TensorFlow's own softmax takes no whole numbers, and nothing in the notebook needs them.
            if a.dtype.kind == "i" and "InvalidArgumentError" in str(failure):
                continue
            raise
        answer = answer.array(shape=(6, 3)).finite()
        answer.close(_right(a), hint=f"The logits have dtype {a.dtype} here.")
        answer.unchanged((a,), "a")
        require(bool(np.all(answer.value > 0)), f"{answer.call} has entries that are not above 0.")


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    no_loop(_softmax(target), (rng.normal(size=(5, 3)),), (rng.normal(size=(5, 60)),))
