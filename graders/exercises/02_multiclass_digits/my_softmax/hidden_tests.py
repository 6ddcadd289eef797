"""Hidden checks of my_softmax: values, any length, large logits, whole numbers, the argument left as it was."""

import numpy as np

from utils.checks import Function, require

OVERFLOW = (
    "e^1000 is more than a float can hold. Taking the same number from every logit changes no probability: "
    "which number makes the largest exponent 0?"
)


def check_values(target, rng):
    """Entry k is e^z_k divided by the sum of all e^z_j, call after call, in the order of the logits."""
    my_softmax = Function(target, "my_softmax", "z")
    for size in (4, 3, 6, 4):
        _compare(my_softmax, rng.normal(0, 2, size))
    # All positive, then all negative, then falling: no helpful order and no zero in the middle.
    _compare(my_softmax, rng.uniform(0.5, 3, 5))
    _compare(my_softmax, -rng.uniform(0.5, 3, 5))
    _compare(my_softmax, np.sort(rng.normal(0, 2, 5))[::-1].copy())
    # Wide enough that the smallest share is about e^-11: small, but none to be cut off.
    _compare(my_softmax, rng.permutation(np.array([6.0, 4.5, 5.5, -4.0])) + rng.uniform(-0.5, 0.5, 4))
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
        _compare(my_softmax, z, OVERFLOW)
    z = np.array([88.0, 120.0, 119.0], dtype=np.float32)
    _compare(my_softmax, z, "For float32, the type of Keras, e^89 is already too much. " + OVERFLOW)


def check_whole_numbers(target, rng):
    """Logits may be integers or float32: the probabilities are fractions all the same."""
    my_softmax = Function(target, "my_softmax", "z")
    _compare(my_softmax, rng.permutation(np.array([3, -1, 2, 0, 1])))
    _compare(my_softmax, rng.integers(-4, 5, 6))
    _compare(my_softmax, rng.normal(0, 2, 5).astype(np.float32))


def check_unchanged(target, rng):
    """The logits z are the same after the call as before."""
    my_softmax = Function(target, "my_softmax", "z")
    for z in (rng.normal(1, 2, 5), np.sort(rng.normal(0, 2, 4))[::-1].copy(), np.array([2.0, 0.0, 1.0])):
        my_softmax(z).array(shape=z.shape).finite().unchanged((z,), "z")
        _compare(my_softmax, z)


def _softmax(z):
    """Compute the softmax of one vector in float64."""
    z = np.asarray(z, dtype=np.float64)
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def _compare(my_softmax, z, overflow=""):
    """Climb from the shape to the values for one vector of logits."""
    answer = my_softmax(z)
    answer.array(shape=z.shape, hint="One probability comes out for each logit.").finite(overflow)
    got, whole, z = answer.value, z.dtype.kind == "i", z.astype(np.float64)
    if whole and z.size > 1:
        require(
            not np.array_equal(got, np.floor(_softmax(z))),
            f"{answer.call} gives only whole numbers. These logits are whole numbers: is the result put into an array "
            "made from z (zeros_like, copy)? That one holds whole numbers too and cuts the fractions off.",
        )
    right = _softmax(z)
    with np.errstate(all="ignore"):
        answer.close(right, mistakes=_mistakes(got, right, z), hint=_advice(got, right, z, overflow))
        again = my_softmax(z).array(shape=z.shape)
        again.close(right, hint="At the first call this was right: what is kept from one call to the next?")


def _mistakes(got, right, z):
    """List what known mistakes give for one vector of logits."""
    powers, places, n = np.exp(z - z.max()), np.arange(z.size), z.size
    first_only, but_last = np.where(places == 0, right, 0), np.where(places == n - 1, 0, right)
    sigmoids = 1 / (1 + np.exp(-z))
    known = {
        "the sum is missing: divide each exponential by the sum of all of them": np.exp(z),
        "the exponent has the wrong sign: the largest logit should get the largest probability": _softmax(-z),
        "these are the right numbers in another order: entry k belongs to logit k": _if(
            np.allclose(np.sort(got), np.sort(right), rtol=1e-4, atol=1e-6), got
        ),
        "the exponentials are divided by the largest one, not by their sum": powers,
        "the exponentials are divided by their mean, not by their sum": powers / powers.mean(),
        "the exponentials are divided by the sum up to their own place; the sum of all of them is asked": (
            powers / powers.cumsum()
        ),
        "the exponentials are divided by the sum of the logits, not by the sum of the exponentials": powers / z.sum(),
        "this is the logarithm of the softmax": np.log(right),
        "these are the logits divided by their sum; the exponential comes first": z / z.sum(),
        "all get the same share, although the logits differ: are they cut off at some limit?": _if(
            np.ptp(got) == 0 and got.any() and np.ptp(right) > 1e-3, got
        ),
        "this is the sigmoid of each logit on its own; the softmax divides by the sum over all of them": sigmoids,
        "these are sigmoids divided by their sum; the softmax divides the exponentials themselves": (
            sigmoids / sigmoids.sum()
        ),
        "the softmax is taken twice": _softmax(right),
        "this is a power of 2, not of e: use np.exp": _softmax(z * np.log(2)),
        "this is a power of 10, not of e: use np.exp": _softmax(z * np.log(10)),
        "only the first entry is filled: does `return` stand inside the loop?": first_only,
        "the last entry is left out: does the loop go on to the end?": but_last,
        "this is 1 for the largest logit and 0 for all others; each logit gets its share": right == right.max(),
        "the probabilities are rounded; leave all their digits": _if(
            any(np.allclose(got, np.round(right, k), rtol=0, atol=1e-9) for k in range(1, 7)), got
        ),
    }
    return known if n > 1 else {}


def _advice(got, right, z, overflow):
    """Say what to look at where no known mistake fits: the sign, the sum, or the ratio of two entries."""
    total = float(np.sum(got))
    if not np.isclose(total, 1, atol=1e-4):
        return f"Probabilities sum to 1, but these sum to {total:.6g}. What is each exponential divided by? {overflow}"
    if np.any(got < 0):
        return "Some entries are negative; probabilities run from 0 to 1. Where is the exponential?"
    top, low = int(np.argmax(z)), int(np.argmax(np.abs(got - right) * (np.arange(z.size) != np.argmax(z))))
    gap = z[top] - z[low]
    text = f"They sum to 1, but logit {top} is larger than logit {low} by {gap:.5g}, so that "
    text += (
        f"its probability should be e^{gap:.5g} = {np.exp(gap):.6g} times as large" if gap < 300 else "it should win"
    )
    return f"{text}; here it is {got[top] / got[low]:.6g} times as large. {overflow}"


def _if(true, got):
    """Give the answer itself where it shows a mistake, else what no answer agrees with."""
    return got if true else np.full(got.shape, np.inf)
