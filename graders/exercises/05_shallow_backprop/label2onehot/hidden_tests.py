"""Hidden checks of `label2onehot`."""

from typing import Any

import numpy as np

from utils.checks import Answer, Function, require
from utils.steps import no_loop


def _label2onehot(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "label2onehot", "lbl")


def _right(lbl: np.ndarray) -> np.ndarray:
    """Compare every class with every label."""
    return (np.arange(10)[:, None] == lbl[None, :]).astype(np.float64)


def _expect(answer: Answer, lbl: np.ndarray) -> None:
    """Climb shape and values, and name the mistakes that show in the shape."""
    shape, m = answer.shape, len(lbl)
    require(
        len(shape or ()) != 3, f"{answer.call} returns 3 axes, {shape}: was something one-hot encoded a second time?"
    )
    rows = int(lbl.max()) + 1
    require(
        rows == 10 or shape != (rows, m),
        f"{answer.call} returns {rows} rows, which is lbl.max() + 1: always make ten, absent classes included.",
    )
    kinds = len(np.unique(lbl))
    require(
        kinds in (10, rows) or shape != (kinds, m),
        f"{answer.call} returns a row for each of the {kinds} classes that occur: always make ten.",
    )
    right = _right(lbl)
    answer.array(shape=(10, m)).close(
        right,
        mistakes={
            "the whole row of a class is set: index rows and columns together, d[lbl, columns]": right.max(1)[:, None]
            * np.ones((10, m)),
            "the classes are counted from 1, so that every one stands a row too high": np.roll(right, -1, axis=0),
            "the ones are in the columns of the sorted labels": _right(np.sort(lbl)),
        },
        hint="Column k holds a single 1, in row lbl[k].",
    )


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random labels with all ten classes among them, in no order."""
    label2onehot = _label2onehot(target)
    lbl = rng.permutation(np.concatenate([np.arange(10), rng.integers(0, 10, 7)]))
    _expect(label2onehot(lbl), lbl)
    # Exactly ten labels: a transposed result has the right shape here.
    lbl = rng.permutation(np.arange(10))
    while np.array_equal(lbl[lbl], np.arange(10)):  # its own inverse would look the same transposed
        lbl = rng.permutation(np.arange(10))
    _expect(label2onehot(lbl), lbl)


def check_all_classes(target: Any, rng: np.random.Generator) -> None:
    """There are ten rows, even where a class is absent or there is one label only."""
    label2onehot = _label2onehot(target)
    lbl = rng.choice([1, 2, 4, 5, 7], 11)
    _expect(label2onehot(lbl), lbl)
    for digit in (0, 6, 9):
        lbl = np.array([digit])
        _expect(label2onehot(lbl), lbl)
    lbl = np.full(6, rng.integers(0, 9))
    _expect(label2onehot(lbl), lbl)


def check_numbers(target: Any, rng: np.random.Generator) -> None:
    """Each column has nine zeros and a single one, whatever the type of the labels."""
    label2onehot = _label2onehot(target)
    lbl = np.append(rng.integers(0, 10, 22), 9)  # the last class is there: absent ones are asked of elsewhere
    for dtype in (np.uint8, np.int32, np.int64):
        answer = label2onehot(lbl.astype(dtype))
        require(
            not answer.truth,
            f"{answer.call} returns True and False, which have no minus sign: make numbers of them, `.astype(float)`.",
        )
        answer.array(shape=(10, 23))
        require(
            np.array_equal(np.unique(answer.value), [0, 1]) and bool(np.all(answer.value.sum(axis=0) == 1)),
            f"{answer.call} with labels of dtype {np.dtype(dtype)}: expected a single 1 and nine 0 in each column.",
        )
        answer.close(_right(lbl), hint="Column k holds a single 1, in row lbl[k].")


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """The labels stay as they were, and an earlier call leaves no trace in a later one."""
    label2onehot = _label2onehot(target)
    lbl = np.concatenate([[0], rng.integers(0, 10, 6), [9]])
    label2onehot(lbl).array(shape=(10, 8)).unchanged((lbl,), "lbl")
    other = (lbl + rng.integers(1, 9, 8)) % 10
    other[0] = 9
    hint = "Was an array filled that had been filled before? Make a new one in each call."
    label2onehot(other).array(shape=(10, 8)).close(_right(other), hint=hint)
    label2onehot(lbl).array(shape=(10, 8)).close(_right(lbl), hint=hint)


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of labels."""
    no_loop(_label2onehot(target), (rng.integers(0, 10, 4),), (rng.integers(0, 10, 90),), "the labels")
