"""Hidden checks of `eval_loss`."""

import math
from typing import Any

import numpy as np

from utils.checks import Function
from utils.steps import no_loop


def _eval_loss(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "eval_loss", "y d")


def _example(rng: np.random.Generator, classes: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw probabilities, none of them tiny, and one-hot labels."""
    y = rng.uniform(0.1, 1, (classes, m))
    return y / y.sum(axis=0), (np.arange(classes)[:, None] == rng.integers(0, classes, m)).astype(np.float64)


def _right(y: np.ndarray, d: np.ndarray) -> float:
    """Add up entry by entry."""
    terms = [-want * math.log(got) for want, got in zip(d.ravel().tolist(), y.ravel().tolist(), strict=True)]
    return math.fsum(terms) / len(terms)


def _mistakes(y: np.ndarray, d: np.ndarray) -> dict[str, Any]:
    """Compute what the known mistakes give."""
    right, (classes, m) = _right(y, d), y.shape
    return {
        "the sign is turned around: a loss is not negative": -right,
        "this is the mean over the examples; here the mean runs over all entries, zeros of d included": classes * right,
        "this is the sum over all entries, not their mean": classes * m * right,
        "this is the sum over all entries, divided by the number of classes only": m * right,
        "the logarithm is to base 10; the natural one is asked": right / math.log(10),
        "the logarithm is to base 2; the natural one is asked": right / math.log(2),
        "the number of classes is fixed at 10; take it from the shape": classes * right / 10,
        "the terms (1 - d) log(1 - y) belong to a binary cross-entropy, not here": lambda: (
            -np.mean(d * np.log(y) + (1 - d) * np.log(1 - y))
        ),
        "these are squared differences; the loss is the mean of -d log y": lambda: np.mean((y - d) ** 2),
        "this is the probability itself, without its logarithm": lambda: -np.mean(d * y),
        **{
            f"y and d have changed places (the logarithm is that of y; {tiny:g} would not be needed)": (
                lambda tiny=tiny: -np.mean(y * np.log(d + tiny))
            )
            for tiny in (1e-15, 1e-16, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7)
        },
        "d is not used: every class counts": lambda: -np.mean(np.log(y)),
    }


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random probabilities of ten classes."""
    y, d = _example(rng, 10, 13)
    _eval_loss(target)(y, d).number().finite().close(
        _right(y, d), _mistakes(y, d), hint="The mean of all entries of -d log y."
    )


def check_sizes(target: Any, rng: np.random.Generator) -> None:
    """Other numbers of classes, and one example alone."""
    eval_loss = _eval_loss(target)
    for classes, m in ((3, 8), (10, 1), (2, 5), (7, 30)):
        y, d = _example(rng, classes, m)
        hint = f"There are {classes} classes and {m} examples here; are sizes taken from the shapes?"
        eval_loss(y, d).number().finite().close(_right(y, d), _mistakes(y, d), hint=hint)


def check_uniform(target: Any, rng: np.random.Generator) -> None:
    """Where all classes are equally likely the loss is log(C) / C."""
    eval_loss = _eval_loss(target)
    for classes in (10, 4):
        _, d = _example(rng, classes, 9)
        answer = eval_loss(np.full((classes, 9), 1 / classes), d).number().finite()
        answer.close(
            math.log(classes) / classes,
            mistakes={"this is log(C): the mean runs over all entries, so that log(C) / C is right": math.log(classes)},
            hint="All probabilities are 1/C here, so that the loss is log(C) / C.",
        )
    # A surer right answer costs less, and a surer wrong one more.
    d = np.array([[1.0], [0.0]])
    answer = eval_loss(np.array([[0.9], [0.1]]), d).number().finite()
    answer.close(-math.log(0.9) / 2, hint="One example of class 0, taken for class 0 with probability 0.9.")
    answer = eval_loss(np.array([[0.1], [0.9]]), d).number().finite()
    answer.close(-math.log(0.1) / 2, hint="One example of class 0, taken for class 0 with probability 0.1.")
    # Probabilities as a trained network gives them. The tolerance leaves room for 1e-7 added inside the logarithm.
    y = np.array([[0.0003, 0.9996], [0.9997, 0.0004]])
    for d in (np.eye(2), 1 - np.eye(2)):
        answer = eval_loss(y, d).number().finite()
        right = _right(y, d)
        answer.close(
            right,
            mistakes={
                f"the probabilities are cut off at {low}: a sure mistake has to cost all that it costs": (
                    lambda low=low, d=d: -np.mean(d * np.log(np.maximum(y, low)))
                )
                for low in (0.1, 0.05, 0.01, 0.005, 0.001)
            },
            hint="The network is sure of each class here, right or wrong: are its probabilities clipped, or is a number "
            "added to them?",
            rtol=1e-3,
            atol=1e-6,
        )


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """Labels of whole numbers and single precision work, and both arguments stay as they were."""
    eval_loss = _eval_loss(target)
    y, d = _example(rng, 5, 6)
    for pair in ((y, d), (y, d.astype(np.int64)), (y.astype(np.float32), d.astype(np.float32))):
        answer = eval_loss(*pair).number().finite().close(_right(y, d), hint=f"d has dtype {pair[1].dtype} here.")
        answer.unchanged(pair, "y d")


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    no_loop(_eval_loss(target), _example(rng, 4, 3), _example(rng, 4, 70))
