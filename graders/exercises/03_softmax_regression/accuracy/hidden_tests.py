"""Hidden checks of accuracy."""

import numpy as np

from utils.checks import Function

LARGEST = "For each row compare the position of the largest entry of A with that of Y."


def hits(A, Y):
    """Count the rows whose largest entries stand in the same place, row by row."""
    return sum(list(a).index(max(a)) == list(y).index(1) for a, y in zip(A, Y, strict=True))


def case(rng, m, C, right):
    """Draw probabilities for m rows of which `right` have their largest entry at the label, in random places."""
    A = rng.dirichlet(np.ones(C), size=m)
    largest = A.argmax(axis=1)
    labels = np.where(rng.permutation(m) < right, largest, (largest + rng.integers(1, C, size=m)) % C)
    return A, (labels.reshape(m, 1) == np.arange(C)).astype(np.int64)


def check_values(target, rng):
    """Random probabilities and labels, more rows than classes and fewer."""
    accuracy = Function(target, "accuracy", "A Y")
    for m, C, right in ((7, 3, 2), (13, 10, 8), (4, 9, 1), (6, 6, 5), (311, 10, 100)):
        A, Y = case(rng, m, C, right)
        share = hits(A, Y) / m
        across = np.mean(A.argmax(axis=0) == Y.argmax(axis=0))
        smallest = np.mean(A.argmin(axis=1) == Y.argmax(axis=1))
        head = np.mean(A[:5].argmax(axis=1) == Y[:5].argmax(axis=1))
        accuracy(A, Y).number().finite().close(
            100 * share,
            mistakes={
                "this is a fraction: a percentage goes from 0 to 100": share,
                "this is the percentage of wrong rows": 100 - 100 * share,
                "this is a number of rows: divide by how many there are": share * m,
                "argmax runs along the wrong axis: one answer per row means axis=1": 100 * across,
                "argmax runs along the wrong axis, and the result is a fraction": across,
                "divide by the number of examples, not by that of the classes": 100 * share * m / C,
                "this finds the smallest entry of each row": 100 * smallest,
                "only the first few rows count: look at every row": 100 * head,
                "the percentage is rounded to a whole number": round(100 * share),
                "the percentage is rounded down to a whole number": float(int(100 * share)),
            },
            hint=LARGEST,
        )


def check_percentage(target, rng):
    """All right is 100, all wrong is 0, one row is enough."""
    accuracy = Function(target, "accuracy", "A Y")
    for m, right in ((8, 8), (8, 0), (1, 1), (1, 0)):
        A, Y = case(rng, m, 5, right)
        accuracy(A, Y).number().finite().close(
            100.0 * right / m,
            mistakes={
                "this is a fraction: a percentage goes from 0 to 100": right / m,
                "this is the percentage of wrong rows": 100 - 100 * right / m,
            },
            hint=LARGEST,
        )


def check_any_scores(target, rng):
    """Only the order in a row counts: probabilities that are all small, logits, negative numbers, float labels."""
    accuracy = Function(target, "accuracy", "A Y")
    A, Y = case(rng, 9, 6, 4)
    expected = 100 * hits(A, Y) / 9
    for scores in (
        A * 0.01,
        np.log(A),
        50 * A - 60,
        A.astype(np.float32),
        (A == A.max(axis=1, keepdims=True)).astype(int),
    ):
        accuracy(scores, Y).number().finite().close(expected, hint=LARGEST)
    accuracy(A, Y.astype(np.float64)).number().close(expected, hint="The labels are 0.0 and 1.0 here.")


def check_unchanged(target, rng):
    """The arguments are left as they were."""
    accuracy = Function(target, "accuracy", "A Y")
    A, Y = case(rng, 7, 4, 3)
    accuracy(A, Y).number().unchanged((A, Y), "A Y").close(300 / 7, hint=LARGEST)
