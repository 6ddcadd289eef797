"""Hidden checks of `my_sequential_v`: all examples through three dense layers at once."""

from itertools import pairwise

import numpy as np

from utils.checks import Function
from utils.steps import no_loop

NAMES = "X W1 b1 W2 b2 W3 b3"


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def network(rng, n, j1, j2):
    """Draw weights whose output is far from saturated but moves with each of them."""
    sizes = [n, j1, j2, 1]
    parts = []
    for s_in, s_out in pairwise(sizes):
        parts += [2.5 * rng.normal(size=(s_in, s_out)) / np.sqrt(s_in), rng.normal(size=s_out)]
    return parts


def expected(X, W1, b1, W2, b2, W3, b3):
    """Compute what is right, one example at a time."""
    rows = [sigmoid(sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2) @ W3 + b3) for x in X]
    return np.array(rows).reshape(len(X), 1)


def mistakes(X, W1, b1, W2, b2, W3, b3):
    """Name what usually goes wrong, with the numbers that it gives."""
    if W1.size == 1:
        return {}  # with single numbers different mistakes may give the same value
    z1 = X @ W1 + b1
    z2 = sigmoid(z1) @ W2 + b2
    z3 = sigmoid(z2) @ W3 + b3
    named = {
        "the labels came out: the probabilities are asked, not 0 or 1": (z3 >= 0).astype(float),
        "the last layer has no sigmoid": z3,
        "the sigmoid is applied once too often at the end": sigmoid(sigmoid(z3)),
        "the biases are left out": sigmoid(sigmoid(sigmoid(X @ W1) @ W2) @ W3),
        "only the last layer has a sigmoid: each of the three layers needs one": sigmoid((z1 @ W2 + b2) @ W3 + b3),
        "every row holds the answer for the first example": np.repeat(sigmoid(z3)[:1], len(X), axis=0),
        "the examples come out in reverse order": sigmoid(z3)[::-1],
        "the probabilities come out sorted: row i has to belong to example i": np.sort(sigmoid(z3), axis=0),
    }
    if W1.shape == W2.shape:
        named |= {
            "layers 1 and 2 are exchanged": expected(X, W2, b2, W1, b1, W3, b3),
            "layer 2 uses the weights of layer 1": expected(X, W1, b1, W1, b1, W3, b3),
            "layer 2 uses the bias of layer 1": expected(X, W1, b1, W2, b1, W3, b3),
            "layer 2 reads X again: it has to read the output of layer 1": sigmoid(sigmoid(X @ W2 + b2) @ W3 + b3),
            "layer 3 reads the output of layer 1: it has to read that of layer 2": sigmoid(sigmoid(z1) @ W3 + b3),
        }
    return named


def judge(answer, arguments, hint=""):
    """Climb from the shape to the values."""
    answer.array(shape=(len(arguments[0]), 1), hint="One row for each example, one probability in each.").finite()
    answer.close(
        expected(*arguments),
        mistakes(*arguments),
        hint or "Compare one row with the three layers for that example alone.",
        atol=1e-5,
    )


def check_shapes(target, rng):
    """One probability per row, whatever the number of examples, features and units."""
    my_sequential_v = Function(target, "my_sequential_v", NAMES)
    for m, n, j1, j2 in [(1, 1, 1, 1), (1, 3, 5, 2), (5, 2, 1, 6), (7, 3, 2, 4), (64, 400, 25, 15)]:
        arguments = [rng.normal(size=(m, n)), *network(rng, n, j1, j2)]
        judge(my_sequential_v(*arguments), arguments)


def check_values(target, rng):
    """The probabilities are right, also where all layers have the same size; biases may be (j,) or (1, j)."""
    my_sequential_v = Function(target, "my_sequential_v", NAMES)
    for m, n, j1, j2 in [(5, 4, 4, 4), (4, 4, 4, 4), (6, 3, 5, 2)]:
        arguments = [rng.normal(size=(m, n)), *network(rng, n, j1, j2)]
        judge(my_sequential_v(*arguments), arguments)
    rows = [part.reshape(1, -1) if part.ndim == 1 else part for part in arguments]
    judge(my_sequential_v(*rows), arguments, "Here the biases have shape (1, j).")


def check_rows_alone(target, rng):
    """Each example is computed on its own: shuffled rows give shuffled rows, and one row alone the same number."""
    my_sequential_v = Function(target, "my_sequential_v", NAMES)
    X, weights = rng.normal(size=(8, 5)), network(rng, 5, 4, 3)
    order = np.roll(rng.permutation(8), 3)
    row = int(rng.integers(8))
    hint = "Does each row depend on its own example only, and each call on its own arguments?"
    for part in (X, X[order], X[row : row + 1]):
        judge(my_sequential_v(part, *weights), [part, *weights], hint)
    other = network(rng, 5, 4, 3)
    judge(my_sequential_v(X, *other), [X, *other], hint)


def check_no_loop(target, rng):
    """No Python loop over the examples or the units."""
    my_sequential_v = Function(target, "my_sequential_v", NAMES)
    few = (rng.normal(size=(3, 4)), *network(rng, 4, 3, 2))
    more_units = (rng.normal(size=(3, 4)), *network(rng, 4, 12, 11))
    for over, many in [("the examples", (rng.normal(size=(15, 4)), *few[1:])), ("the units", more_units)]:
        judge(my_sequential_v(*many), many)
        no_loop(my_sequential_v, few, many, over)


def check_unchanged(target, rng):
    """The arguments are left as they were."""
    arguments = [rng.normal(size=(3, 3)), *network(rng, 3, 3, 3)]
    answer = Function(target, "my_sequential_v", NAMES)(*arguments)
    answer.array(shape=(3, 1)).unchanged(tuple(arguments), NAMES)
