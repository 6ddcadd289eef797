"""Hidden checks of one_hot."""

import numpy as np

from utils.checks import Function, require
from utils.steps import no_loop

COLUMNS = (
    "Expected one row per label and C columns: C says how many classes there are, the labels need not show all of them."
)


def encode(Y, C):
    """Write the ones one at a time, independently of the notebook."""
    H = np.zeros((len(Y), C), dtype=np.int64)
    for i, label in enumerate(np.ravel(Y)):
        H[i, int(label)] = 1
    return H


def draw(rng, m, C):
    """Draw labels in random order among which every class occurs, or the last one where there is no room for all.

    Classes that do not occur are asked for in `check_absent_classes` alone: elsewhere luck would decide about points.
    """
    sure = np.arange(C) if m >= C else np.array([C - 1])
    return rng.permutation(np.concatenate([sure, rng.integers(0, C, size=m - len(sure))])).reshape(m, 1)


def check_values(target, rng):
    """Random labels in random order, of any number of examples and classes, also one."""
    one_hot = Function(target, "one_hot", "Y C")
    for m, C in ((1, 4), (7, 3), (12, 12), (31, 10), (3, 1)):
        Y = draw(rng, m, C)
        right = encode(Y, C)
        one_hot(Y, C).array(shape=(m, C), kind="int", hint=_swapped(m, C)).close(
            right,
            mistakes={
                "the rows do not stand in the order of the labels": encode(np.sort(Y, axis=0), C),
                "the rows do not stand in the order of the labels, they are reversed": right[::-1],
                "the labels are encoded twice: ones and zeros of an encoded row were taken for labels": right
                == np.arange(C),
                "the classes count from 0: label 2 belongs in column 2, the third": encode((Y - 1) % C, C),
                "ones and zeros are exchanged": 1 - right,
            },
        )


def check_absent_classes(target, rng):
    """C columns also where the largest class, the first or most classes do not occur."""
    one_hot = Function(target, "one_hot", "Y C")
    for Y, C in ((draw(rng, 9, 4), 7), (3 + draw(rng, 8, 3), 6), (np.full((5, 1), 2), 9)):
        one_hot(Y, C).array(shape=(len(Y), C), kind="int", hint=COLUMNS).close(encode(Y, C), hint=COLUMNS)


def check_whole_numbers(target, rng):
    """The entries are the integers 0 and 1, not True and False; labels of any integer type will do."""
    one_hot = Function(target, "one_hot", "Y C")
    for dtype in (np.uint8, np.int32, np.int64):
        Y = draw(rng, 8, 6).astype(dtype)
        answer = one_hot(Y, 6)
        require(
            not answer.truth,
            f"{answer.call} returns True and False; expected the integers 1 and 0: add `.astype(int)`.",
        )
        answer.array(shape=(8, 6), kind="int").close(encode(Y, 6))


def check_unchanged(target, rng):
    """The labels are left as they were, and a second call gives the same."""
    one_hot = Function(target, "one_hot", "Y C")
    Y = draw(rng, 11, 5)
    first = one_hot(Y, 5).array(shape=(11, 5)).unchanged((Y, 5), "Y C")
    other = np.array([[6], [0], [7], [3]])
    one_hot(other, 8).array(shape=(4, 8)).close(
        encode(other, 8), hint="The call before had other labels: nothing may remain."
    )
    one_hot(Y, 5).array(shape=(11, 5)).close(first.value, hint="The same call gave something else before.")


def check_no_loop(target, rng):
    """One array operation for all labels, no Python loop over labels or classes."""
    one_hot = Function(target, "one_hot", "Y C")
    few, many = draw(rng, 5, 4), draw(rng, 150, 4)
    no_loop(one_hot, (few, 4), (many, 4), over="the labels")
    no_loop(one_hot, (few, 4), (draw(rng, 5, 60), 60), over="the classes")


def _swapped(m, C):
    return COLUMNS if m == C else f"{COLUMNS} If you got shape {(C, m)}, the axes are swapped: examples are rows."
