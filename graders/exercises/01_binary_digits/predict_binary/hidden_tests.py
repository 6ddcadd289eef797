"""Hidden checks of `predict_binary`: probabilities to labels."""

import numpy as np

from utils.checks import Function

NAMES = "probabilities"


def draw(rng, below, above):
    """Draw so many probabilities below and above one half, well away from it, in mixed order."""
    values = np.concatenate([rng.uniform(0.01, 0.47, size=below), rng.uniform(0.53, 0.99, size=above)])
    return rng.permutation(values).reshape(-1, 1)


def mistakes(p, right):
    """Name what usually goes wrong, with the labels that it gives."""
    return {
        "0 and 1 are exchanged": 1 - right,
        "the labels come out sorted: row i has to belong to probability i": np.sort(right, axis=0),
        "the labels come out in reverse order": right[::-1],
        "the limit is the mean of the probabilities: it has to be 0.5": (p >= p.mean()).astype(int),
        "the limit is the median of the probabilities: it has to be 0.5": (p >= np.median(p)).astype(int),
        "the limit is half the largest probability: it has to be 0.5": (p >= 0.5 * p.max()).astype(int),
        "only the largest probability gets a 1: there may be many ones": (p == p.max()).astype(int),
        "the limit is 0: probabilities are never negative, the limit has to be 0.5": np.ones_like(right),
        "all labels are 0: a conversion to integers alone cuts off what follows the point": np.zeros_like(right),
    }


def judge(answer, p, hint="A label is 1 where the probability is 0.5 or more, else 0."):
    """Climb from the shape to the labels."""
    right = np.array([[1 if value >= 0.5 else 0] for value in np.ravel(p)])
    answer.array(shape=p.shape, kind="int", hint="One label for each row, in a column.").finite()
    answer.close(right, mistakes(p, right), hint)


def check_shapes(target, rng):
    """A column of labels comes back for one, a few and many probabilities."""
    predict_binary = Function(target, "predict_binary", NAMES)
    for below, above in [(1, 0), (0, 1), (2, 1), (120, 80)]:
        p = draw(rng, below, above)
        judge(predict_binary(p), p)


def check_values(target, rng):
    """The limit is 0.5, however the probabilities are spread: most of them small or large, all on one side."""
    predict_binary = Function(target, "predict_binary", NAMES)
    for below, above in [(9, 2), (2, 9), (5, 6), (6, 0), (0, 6)]:
        p = draw(rng, below, above)
        judge(predict_binary(p), p)


def check_half(target, rng):
    """Exactly 0.5 counts as 1, and 0.499 does not."""
    predict_binary = Function(target, "predict_binary", NAMES)
    p = rng.permutation([0.5, 0.499, 0.501, 0.5, 0.1, 0.9, 0.0, 1.0]).reshape(-1, 1)
    right = (p >= 0.5).astype(int)
    answer = predict_binary(p).array(shape=p.shape, kind="int")
    answer.close(
        right,
        {
            "exactly 0.5 has to count as 1 (>, and rounding to the even number, make it a 0)": (p > 0.5).astype(int),
            **mistakes(p, right),
        },
        hint="Look at the probabilities close to 0.5, and at 0.5 itself.",
    )


def check_number_types(target, rng):
    """Probabilities of dtype float32 are taken, and exact zeros and ones."""
    predict_binary = Function(target, "predict_binary", NAMES)
    p = draw(rng, 4, 3).astype(np.float32)
    judge(predict_binary(p), p, "Here the probabilities are float32.")
    p = rng.permutation([0.0, 1.0, 1.0, 0.0, 1.0]).reshape(-1, 1)
    judge(predict_binary(p), p, "Here the probabilities are exactly 0 and 1.")


def check_unchanged(target, rng):
    """The probabilities are left as they were."""
    p = draw(rng, 3, 4)
    answer = Function(target, "predict_binary", NAMES)(p)
    answer.array(shape=p.shape, kind="int").unchanged((p,), NAMES)
