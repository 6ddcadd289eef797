"""Hidden checks of predict_digit: digits, probabilities, any number of images, large logits, argument unchanged."""

import numpy as np

from utils.checks import Answer, Function, require
from utils.describe import describe


def check_digits(target, rng):
    """The digit of an image is the position of the largest logit in its row."""
    predict_digit = Function(target, "predict_digit", "logits")
    for m in (6, 3, 13):
        logits = rng.normal(0, 2, (m, 10)) + rng.normal(0, 3, (m, 1))
        # Every digit from 0 to 9 wins somewhere in the larger set.
        if m > 10:
            logits[np.arange(10), rng.permutation(10)] = logits.max() + 1
        _expect_digits(_two(predict_digit(logits))[0], logits)
    # No logit above 0, then all of them far above: no threshold finds the digit.
    for shift in (-9.0, 9.0):
        logits = rng.uniform(-2, 2, (4, 10)) + shift
        _expect_digits(_two(predict_digit(logits))[0], logits)


def check_probabilities(target, rng):
    """Each row of the probabilities is the softmax of that row of logits."""
    predict_digit = Function(target, "predict_digit", "logits")
    for m in (5, 3, 8):
        logits = rng.normal(0, 2, (m, 10)) + rng.normal(0, 2, (m, 1))
        _expect_probabilities(_two(predict_digit(logits))[1], logits)


def check_number_of_images(target, rng):
    """One image, ten images, a hundred, and logits in float32 as Keras gives them."""
    predict_digit = Function(target, "predict_digit", "logits")
    for m in (1, 10, 2, 100):
        logits = rng.normal(0, 1.5, (m, 10)).astype(np.float32)
        digits, probabilities = _two(predict_digit(logits))
        _expect_digits(digits, logits)
        _expect_probabilities(probabilities, logits)


def check_large_logits(target, rng):
    """Large logits, and rows of quite different size, give probabilities and not nan."""
    predict_digit = Function(target, "predict_digit", "logits")
    hint = (
        "e^1000 is more than a float can hold: my_softmax has to take the largest logit off first, in each row its own."
    )
    # Sixteenths, which float32 holds exactly even beside 2000; no two in a row are equal.
    logits = np.array([rng.permutation(np.arange(-24, 40))[:10] for _ in range(4)]) / 16
    # One row far up, one far down, one near 0: a maximum over the whole matrix leaves the lower rows at 0 / 0.
    logits[0] += 2000
    logits[1] -= 2000
    logits[3, 4] = 900
    for z in (logits, logits[1:3] * 50, logits[:1]):
        digits, probabilities = _two(predict_digit(z))
        _expect_probabilities(probabilities, z, hint)
        _expect_digits(digits, z)


def check_unchanged(target, rng):
    """The logits are the same after the call as before."""
    predict_digit = Function(target, "predict_digit", "logits")
    logits = rng.normal(0, 2, (4, 10))
    answer = predict_digit(logits)
    digits, probabilities = _two(answer)
    answer.unchanged((logits,), "logits")
    _expect_digits(digits, logits)
    _expect_probabilities(probabilities, logits)


def _softmax(z):
    """Compute the softmax of each row in float64."""
    z = np.asarray(z, dtype=np.float64)
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _expect_digits(digits, logits):
    """Climb from the shape to the values of the digits."""
    m = len(logits)
    digits.array(shape=(m,), kind="int", hint="One digit per image: argmax over the classes of each row.").finite()
    right, got = logits.argmax(axis=1), digits.value
    row = int(np.argmax(got != right))
    digits.close(
        right,
        mistakes={
            "these are the least probable digits: argmax, not argmin": logits.argmin(axis=1),
            "classes are counted from 0, so the position is the digit": right + 1,
            "these are the positions of the largest absolute values; a large negative logit means improbable": (
                np.abs(logits).argmax(axis=1)
            ),
            "these are the right digits in another order: digit i belongs to row i": _if(
                len(got) > 1 and np.array_equal(np.sort(got), np.sort(right)), got
            ),
        },
        hint=f"In row {row} the largest logit stands at {right[row]}. Take the argmax of that row, over its ten classes.",
    )


def _expect_probabilities(probabilities, logits, hint=""):
    """Climb from the shape to the values of the probabilities."""
    m = len(logits)
    probabilities.array(shape=(m, 10), hint="One row per image, one column per class.").finite(hint)
    logits = logits.astype(np.float64)
    right, got, sigmoids = _softmax(logits), probabilities.value, 1 / (1 + np.exp(-np.clip(logits, -500, 500)))
    mistakes = {
        "these are still the logits": logits,
        "the softmax was taken twice": _softmax(right),
        "the probabilities are rounded; leave all their digits": _if(
            any(np.allclose(got, np.round(right, k), rtol=0, atol=1e-9) for k in range(1, 7)), got
        ),
        "these are the probabilities of another order of images: row i belongs to row i of the logits": right[::-1],
        "each row holds the right numbers in another order: column k belongs to class k": _if(
            np.allclose(np.sort(got, axis=1), np.sort(right, axis=1), rtol=1e-4, atol=1e-6), got
        ),
        "this is a sigmoid of each logit on its own; the ten classes have to share one row": sigmoids,
        "these are sigmoids divided by their sum; the softmax divides the exponentials themselves": (
            sigmoids / sigmoids.sum(axis=1, keepdims=True)
        ),
        "these are the logits divided by their sum; the exponential comes first": (
            logits / logits.sum(axis=1, keepdims=True)
        ),
        "the sum is missing: divide each exponential by the sum of its row": np.exp(np.clip(logits, -700, 700)),
    }
    if m > 1:
        mistakes["each column sums to 1, but each row, one image, should: look at the axis"] = _softmax(logits.T).T
        mistakes["the softmax was taken over all images at once; each row should sum to 1: look at the axis"] = (
            _softmax(logits.ravel()).reshape(logits.shape)
        )
    sums = got.sum(axis=1)
    advice = "Compare with the softmax of each row."
    if not np.allclose(sums, 1, atol=1e-4):
        advice = f"Each row should sum to 1, but these sum to {np.round(sums[:5], 4)}. What is each entry divided by?"
    probabilities.close(right, mistakes=mistakes, hint=f"{advice} {hint}")


def _if(true, got):
    """Give the answer itself where it shows a mistake, else what no answer agrees with."""
    return got if true else np.full(got.shape, np.inf)


def _two(answer):
    """Take what predict_digit returns apart into digits and probabilities."""
    value = answer.value
    if value is None:
        answer.array()  # says that it returns None, or prints
    pair = isinstance(value, (tuple, list)) and len(value) == 2
    require(pair, f"{answer.call} should return two things, `digits, probabilities`, but it returns {describe(value)}.")
    first, second = (_shape(part) for part in value)
    require(
        not (len(first) == 2 and first[-1] == 10 and len(second) == 1),
        f"{answer.call} returns the probabilities first; the order asked is `digits, probabilities`.",
    )
    names = ("digits", "probabilities")
    return [Answer(part, f"the {name} of {answer.call}") for part, name in zip(value, names, strict=True)]


def _shape(value):
    """Give the shape of an array, a tensor or a list of equal rows, else ()."""
    try:
        return tuple(np.shape(value))
    except ValueError:
        return ()
