"""Hidden checks of train."""

import numpy as np

from utils.checks import Answer, Function, require
from utils.describe import describe, shown


def parts(answer, names):
    """Take a returned tuple apart: one answer for each of its parts."""
    value, wanted = answer.value, names.split()
    if value is None:
        require(not answer.printed.strip(), f"{answer.call} prints its result but returns None: use `return`.")
    got = describe(value) if not isinstance(value, (tuple, list)) else f"{len(value)} values"
    require(
        isinstance(value, (tuple, list)) and len(value) == len(wanted),
        f"{answer.call} returns {got}; expected {len(wanted)} values: `return {', '.join(wanted)}`.",
    )
    return [Answer(part, f"{name} of {answer.call}", "", ()) for name, part in zip(wanted, value, strict=True)]


def row(answer, C, hint=""):
    """Ask for one number per class, of shape (1, C); (C,) will do."""
    answer.array()
    if np.shape(answer.value) == (C,):
        answer.value = answer.value.reshape(1, C)
    return answer.array(shape=(1, C), hint=hint)


def descend(X, Y, alpha, iterations, divide=True, whole=False):
    """Train in float64, independently of the notebook; perhaps with a known mistake."""
    m = len(X)
    w, b, costs = np.zeros((X.shape[1], Y.shape[1])), np.zeros((1, Y.shape[1])), []
    for _ in range(iterations):
        Z = X @ w + b
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        A = E / E.sum(axis=1, keepdims=True) + 1e-15
        costs.append(-np.sum(Y * np.log(A)) / m)
        D = (A - Y) / (m if divide else 1)
        w, b = w - alpha * (X.T @ D), b - alpha * D.sum(axis=0, keepdims=True)
        if whole:
            w, b = np.trunc(w), np.trunc(b)
    return w, b, np.array(costs)


def wrong_ways(X, Y, alpha, iterations):
    """Compute what the known mistakes give: words -> (w, b, costs)."""
    w, b, later = descend(X, Y, alpha, iterations + 1)
    right = descend(X, Y, alpha, iterations)
    stuck = descend(X, Y, 0.0, iterations)
    return {
        "nothing is learned: put the new w and b into the next step (and keep both as floats, not as integers)": stuck,
        "the weights are kept as integers, which cuts off what a step adds": descend(
            X, Y, alpha, iterations, whole=True
        ),
        "the gradient is not divided by m": descend(X, Y, alpha, iterations, divide=False),
        "the costs are those after each step: the first should be log(C)": (right[0], right[1], later[1:]),
        "one step too many": (w, b, right[2]),
        "one step too few": (*descend(X, Y, alpha, iterations - 1)[:2], right[2]),
        "the costs are reversed": (right[0], right[1], right[2][::-1]),
        "the step size is not alpha": descend(X, Y, 1e-6, iterations),
        "the biases never change": (right[0], stuck[1], right[2]),
    }


def case(rng, m, n, C):
    """Draw m examples with n features in C classes."""
    Y = (rng.integers(0, C, size=(m, 1)) == np.arange(C)).astype(np.int64)
    return rng.normal(size=(m, n)) + 0.3, Y


def check_start(target, rng):
    """All weights start at 0, so the first cost is log(C) whatever the data; one step is as many as asked."""
    train = Function(target, "train", "X Y alpha iterations")
    for m, n, C in ((6, 3, 4), (5, 7, 3), (1, 2, 10)):
        X, Y = case(rng, m, n, C)
        w, b, costs = parts(train(X, Y, 0.3, 1), "w b costs")
        costs.array(shape=(1,), hint="One cost for each iteration: here a list of one.").finite().close(
            [np.log(C)],
            mistakes={"this is the first cost after a step: record the one before": descend(X, Y, 0.3, 2)[2][1:]},
            hint=f"All weights and biases start at 0, so the first cost is log({C}) = {np.log(C):.4f}.",
        )
        right = descend(X, Y, 0.3, 1)
        w.array(shape=(n, C)).finite().close(right[0], hint="All weights start at 0.")
        row(b, C).finite().close(right[1], hint="All biases start at 0.")


def check_costs(target, rng):
    """One cost per step, each that before its step."""
    train = Function(target, "train", "X Y alpha iterations")
    for m, n, C, iterations in ((6, 3, 4, 5), (9, 5, 2, 12)):
        X, Y = case(rng, m, n, C)
        alpha = float(rng.uniform(0.2, 0.6))
        mistakes = {words: wrong[2] for words, wrong in wrong_ways(X, Y, alpha, iterations).items()}
        answer = train(X, Y, alpha, iterations)
        _, _, costs = parts(answer, "w b costs")
        costs.array(shape=(iterations,), hint="One cost for each iteration.").finite()
        costs.close(
            descend(X, Y, alpha, iterations)[2], mistakes=mistakes, hint="Does every step use alpha and the new w, b?"
        )
        answer.unchanged((X, Y, alpha, iterations), "X Y alpha iterations")


def check_weights(target, rng):
    """The weights and biases after the last step, from any number of steps and any data; raw pixels too."""
    train = Function(target, "train", "X Y alpha iterations")
    for m, n, C, iterations in ((7, 4, 3, 6), (4, 3, 5, 9), (3, 3, 3, 4)):
        X, Y = case(rng, m, n, C)
        alpha = float(rng.uniform(0.2, 0.6))
        right, wrong = descend(X, Y, alpha, iterations), wrong_ways(X, Y, alpha, iterations)
        w, b, _ = parts(train(X, Y, alpha, iterations), "w b costs")
        w.array(shape=(n, C)).finite().close(right[0], mistakes={words: way[0] for words, way in wrong.items()})
        row(b, C).finite().close(right[1], mistakes={words: way[1] for words, way in wrong.items()})
    X, Y = rng.integers(0, 256, size=(8, 12)).astype(np.float64), case(rng, 8, 1, 4)[1]
    w, b, _ = parts(train(X, Y, 1e-5, 6), "w b costs")
    w.array(shape=(12, 4)).finite().close(
        descend(X, Y, 1e-5, 6)[0], atol=1e-8, hint="Compute with the pixels as they come."
    )


def check_afresh(target, rng):
    """Every call starts anew, and longer training does better than shorter."""
    train = Function(target, "train", "X Y alpha iterations")
    X, Y = case(rng, 6, 3, 4)
    first = parts(train(X, Y, 0.3, 4), "w b costs")[2].array(shape=(4,)).value
    parts(train(X[:4], Y[:4], 0.3, 3), "w b costs")
    again = parts(train(X, Y, 0.3, 4), "w b costs")[2].array(shape=(4,))
    again.close(first, hint="The same call gave other costs before: something remains from the call before.")
    costs = parts(train(X, Y, 0.1, 30), "w b costs")[2].array(shape=(30,)).finite().value
    require(
        np.all(np.diff(costs) < 0),
        f"With so small a step the cost must fall at every step, but it goes {shown(costs)}.",
    )
