"""Hidden checks of `onehot2label`."""

from typing import Any

import numpy as np

from utils.checks import Function
from utils.steps import no_loop

AXIS = "Is the largest entry sought along the wrong axis? A class is a row, an example a column."


def _onehot2label(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "onehot2label", "d")


def _encode(lbl: np.ndarray, classes: int = 10) -> np.ndarray:
    """Write labels as one-hot columns."""
    return (np.arange(classes)[:, None] == lbl[None, :]).astype(np.float64)


def check_round_trip(target: Any, rng: np.random.Generator) -> None:
    """Labels that were made one-hot come back, in their order."""
    onehot2label = _onehot2label(target)
    lbl = rng.permutation(np.concatenate([np.arange(10), rng.integers(0, 10, 4)]))
    for d in (_encode(lbl), _encode(lbl).astype(np.int64)):
        answer = onehot2label(d).array(shape=(14,), kind="int", hint=AXIS)
        answer.close(
            lbl,
            mistakes={
                "these are the labels in sorted order: nonzero lists the ones row after row": np.sort(lbl),
                "the classes are counted from 0, so the first row stands for label 0": lbl + 1,
                "the labels come in reverse order": lbl[::-1],
                "the rows are counted from the last one": 9 - lbl,
            },
        ).unchanged((d,), "d")


def check_probabilities(target: Any, rng: np.random.Generator) -> None:
    """For probabilities the label is the row of the largest entry of each column."""
    y = rng.dirichlet(np.ones(10), 8).T
    answer = _onehot2label(target)(y).array(shape=(8,), kind="int", hint=AXIS)
    largest = [max(range(10), key=lambda row: column[row]) for column in y.T.tolist()]
    answer.close(
        largest,
        mistakes={"these are the rows of the smallest entries": y.argmin(axis=0)},
        hint="Probabilities hold no exact 1: look for the largest entry of each column.",
    ).unchanged((y,), "d")
    # Two classes nearly as likely as each other: rounding, or half precision, makes a tie and takes the first.
    lbl = rng.integers(1, 10, 6)
    close_race = np.full((10, 6), 0.025)
    close_race[(lbl + rng.integers(1, 9, 6)) % 10, range(6)] = 0.4
    close_race[0], close_race[lbl, range(6)] = 0.4, 0.4001
    answer = _onehot2label(target)(close_race).array(shape=(6,), kind="int", hint=AXIS)
    answer.close(
        lbl, hint="The largest entry is 0.4001 and the next one 0.4: are they rounded before they are compared?"
    )


def check_sizes(target: Any, rng: np.random.Generator) -> None:
    """Any number of classes and examples, one example included."""
    onehot2label = _onehot2label(target)
    for classes, m in ((10, 1), (4, 4), (3, 9), (12, 5), (10, 10)):
        lbl = rng.integers(0, classes, m)
        answer = onehot2label(_encode(lbl, classes)).array(shape=(m,), kind="int", hint=AXIS)
        answer.close(lbl, hint=AXIS)


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    no_loop(_onehot2label(target), (rng.random((10, 3)),), (rng.random((10, 80)),))
