"""Hidden checks of `eval_perfs`."""

from typing import Any

import numpy as np

from utils.checks import Function
from utils.steps import no_loop


def _eval_perfs(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "eval_perfs", "y lbl")


def _example(rng: np.random.Generator, classes: int, m: int, wrong: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw probabilities and labels of which so many are not the likeliest class, at random places."""
    y = rng.dirichlet(np.ones(classes), m).T
    lbl = np.array([int(np.argmax(column)) for column in y.T])
    places = rng.choice(m, wrong, replace=False)
    lbl[places] = (lbl[places] + rng.integers(1, classes, wrong)) % classes
    return y, lbl


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random probabilities with a known number of errors."""
    eval_perfs = _eval_perfs(target)
    for wrong in (3, 11):
        y, lbl = _example(rng, 10, 16, wrong)
        right = 100 * wrong / 16
        eval_perfs(y, lbl).number().finite().close(
            right,
            mistakes={
                "this is the percentage that is right; the error is asked": 100 - right,
                "this is a fraction; a percentage is asked": right / 100,
                "this is the fraction that is right; the percentage that is wrong is asked": 1 - right / 100,
                "this is the number of errors; a percentage is asked": wrong,
                "each error is counted in two rows of the one-hot columns: compare labels": 2 * right,
                "each error is counted in two entries of the one-hot columns: compare labels": 2 * right / 10,
                "the percentage is rounded down": right // 1,
                "the percentage is rounded": round(right),
                "the errors are divided by the number of classes, not of examples": 100 * wrong / 10,
                "the errors are divided by the number of entries of y, not of examples": 100 * wrong / 160,
                "this is the mean distance of the labels; two different labels are one error": (
                    100 * np.mean(np.abs(y.argmax(axis=0) - lbl))
                ),
                "this is the mean probability of the other classes; count the errors": (
                    100 * np.mean(1 - y[lbl, np.arange(16)])
                ),
                "a column without a probability above 0.5 has a likeliest class, too: no threshold and no rounding": (
                    100 * np.mean((y > 0.5).argmax(axis=0) != lbl)
                ),
            },
            hint="Compare onehot2label(y) with lbl, column by column.",
        )


def check_extremes(target: Any, rng: np.random.Generator) -> None:
    """0 where all are right, 100 where all are wrong."""
    eval_perfs = _eval_perfs(target)
    for wrong in (0, 9):
        y, lbl = _example(rng, 10, 9, wrong)
        eval_perfs(y, lbl).number().close(
            100.0 * wrong / 9, hint=f"{wrong} of the 9 examples are misclassified here.", atol=1e-3
        )
    # The same labels are found as are given, but at other places.
    lbl = np.array([2, 0, 1, 4])
    y = np.full((5, 4), 0.1)
    y[np.roll(lbl, 1), np.arange(4)] = 0.6
    eval_perfs(y, lbl).number().close(
        100.0, hint="All are wrong here, though the labels are the same when sorted: compare column by column."
    )


def check_sizes(target: Any, rng: np.random.Generator) -> None:
    """Other numbers of classes and examples; the percentage need not be whole."""
    eval_perfs = _eval_perfs(target)
    for classes, m, wrong in ((3, 7, 2), (10, 1, 1), (4, 4, 1), (10, 10, 7), (9, 301, 100)):
        y, lbl = _example(rng, classes, m, wrong)
        eval_perfs(y, lbl).number().close(
            100 * wrong / m, hint=f"{wrong} of {m} examples are misclassified here; y has {classes} rows."
        )


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """Labels of another whole-number type work, and both arguments stay as they were."""
    eval_perfs = _eval_perfs(target)
    y, lbl = _example(rng, 10, 8, 3)
    for pair in ((y, lbl), (y.astype(np.float32), lbl.astype(np.uint8))):
        answer = eval_perfs(*pair).number().close(37.5, hint=f"lbl has dtype {pair[1].dtype} here.")
        answer.unchanged(pair, "y lbl")


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    # Both have every class many times: scikit-learn's functions run through the classes that they find.
    no_loop(_eval_perfs(target), _example(rng, 5, 90, 9), _example(rng, 5, 400, 100))
