"""Hidden checks of my_softmax: values, any length, large logits, whole numbers, the argument left as it was."""

import numpy as np

from utils.checks import Function, require


def check_values(target, rng):
    """Entry k is e^z_k divided by the sum of all e^z_j, call after call, in the order of the logits."""
    my_softmax = Function(target, "my_softmax", "z")
    for size in (4, 3, 6, 4):
        _compare(my_softmax, rng.normal(0, 2, size))
    # All positive, then all negative, then falling: no helpful order and no zero in the middle.
    _compare(my_softmax, rng.uniform(0.5, 3, 5))
    _compare(my_softmax, -rng.uniform(0.5, 3, 5))
    _compare(my_softmax, np.sort(rng.normal(0, 2, 5))[::-1].copy())
    equal = np.full(4, rng.uniform(-2, 2))
    my_softmax(equal).array(shape=(4,)).finite().close(
        np.full(4, 0.25), hint="Four equal logits share the probability equally."
    )


def check_any_length(target, rng):
    """Any number of logits will do: one, two, ten, many."""
    my_softmax = Function(target, "my_softmax", "z")
    for size in (1, 2, 10, 37):
        _compare(my_softmax, rng.normal(0, 1.5, size))


def check_large_logits(target, rng):
    """Logits of some thousands, up or down, give probabilities and not nan."""
    my_softmax = Function(target, "my_softmax", "z")
    hint = (
        "e^1000 is more than a float can hold. Taking the same number from every logit changes no probability: "
        "which number makes the largest exponent 0?"
    )
    # Far above 0; the second has its largest logit neither first nor last, the third is far below 0, so that every
    # exponential is 0 without a shift, and the last two are so wide that only the maximum will do as the shift.
    # Sixteenths, which float32 holds exactly even beside 3000.
    spread = rng.integers(5, 32, 4) / 16
    for z in (
        1000 + spread,
        np.array([5.0, 1.0, 9.0, 8.0, 2.0]) + 3000 + rng.integers(-6, 7, 5) / 16,
        -2000 - spread,
        np.array([-3000.0, 2999.0, 3000.0, 100.0]),
        np.array([0.0, 1500.0, 0.0, 0.0, 0.0, 1498.0]),
        np.array([-1800.0, -1801.0, 0.0, -0.5]),
    ):
        _compare(my_softmax, z, hint)
    z = np.array([88.0, 120.0, 119.0], dtype=np.float32)
    _compare(my_softmax, z, "For float32, the type of Keras, e^89 is already too much. " + hint)


def check_whole_numbers(target, rng):
    """Logits may be integers or float32: the probabilities are fractions all the same."""
    my_softmax = Function(target, "my_softmax", "z")
    hint = (
        "These logits are whole numbers. Is the result put into an array made from z (zeros_like, copy)? That one "
        "holds whole numbers too and cuts the fractions off."
    )
    _compare(my_softmax, rng.permutation(np.array([3, -1, 2, 0, 1])), hint)
    _compare(my_softmax, rng.integers(-4, 5, 6), hint)
    _compare(my_softmax, rng.normal(0, 2, 5).astype(np.float32))


def check_unchanged(target, rng):
    """The logits z are the same after the call as before."""
    my_softmax = Function(target, "my_softmax", "z")
    for z in (rng.normal(1, 2, 5), np.sort(rng.normal(0, 2, 4))[::-1].copy(), np.array([2.0, 0.0, 1.0])):
        my_softmax(z).array(shape=z.shape).finite().unchanged((z,), "z").close(_softmax(z))


def _softmax(z):
    """Compute the softmax of one vector in float64."""
    z = np.asarray(z, dtype=np.float64)
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def _compare(my_softmax, z, hint=""):
    """Climb from the shape to the values for one vector of logits."""
    answer = my_softmax(z)
    answer.array(shape=z.shape, hint="One probability comes out for each logit.").finite(hint)
    right, powers = _softmax(z), np.exp(np.float64(z) - np.max(z))
    total = float(np.sum(answer.value))
    if not hint:
        require(
            np.all(answer.value >= 0) or not np.isclose(total, 1, atol=1e-4),
            f"{answer.call} has negative entries; probabilities run from 0 to 1. Where is the exponential?",
        )
    if not np.isclose(total, 1, atol=1e-4):
        hint = f"Probabilities sum to 1, but these sum to {total:.6g}. " + hint
    with np.errstate(all="ignore"):
        mistakes = {
            "these are the right numbers in another order: entry k belongs to logit k": lambda: _reordered(
                answer, right
            ),
            "the sum is missing: divide each exponential by the sum of all of them": np.exp(np.float64(z)),
            "the exponent has the wrong sign": _softmax(-np.float64(z)),
            "the exponentials are divided by the largest one, not by their sum": powers / powers.max(),
            "this is a power of 2, not of e: use np.exp": _softmax(np.float64(z) * np.log(2)),
        }
        answer.close(right, mistakes=mistakes, hint=hint)


def _reordered(answer, right):
    """Give the answer itself where it holds the right numbers in another order."""
    same = np.allclose(np.sort(answer.value), np.sort(right), rtol=1e-4, atol=1e-6)
    return answer.value if same and right.size > 1 else np.full(right.shape, np.nan)
