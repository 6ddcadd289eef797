"""Hidden checks of `softmaxp`."""

from typing import Any

import numpy as np

from utils.checks import Function, require
from utils.gradient_check import jacobian_vector
from utils.steps import no_loop


def _softmaxp(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "softmaxp", "a e")


def _softmax(a: np.ndarray) -> np.ndarray:
    """Compute through logarithms."""
    a = np.asarray(a, dtype=np.float64)
    return np.exp(a - np.logaddexp.reduce(a, axis=0))


def _right(a: np.ndarray, e: np.ndarray) -> np.ndarray:
    """Build each column's Jacobian in full and multiply."""
    columns = [
        (np.diag(g) - np.outer(g, g)) @ v for g, v in zip(_softmax(a).T, np.asarray(e, dtype=float).T, strict=True)
    ]
    return np.stack(columns, axis=1)


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random logits and vectors, against the Jacobian written out."""
    softmaxp = _softmaxp(target)
    for shape in ((10, 4), (3, 8), (6, 6)):
        a, e = rng.normal(0, 1.5, shape), rng.normal(0, 2, shape)
        g = _softmax(a)
        right = _right(a, e)
        softmaxp(a, e).array(shape=shape).finite().close(
            right,
            mistakes={
                "the sign is turned around": -right,
                "the inner product <g, e> is missing": g * e,
                "only the diagonal g_i (1 - g_i) is here": g * (1 - g) * e,
                "this is the softmax itself": g,
                "e is not used": g * (1 - g),
                "the inner product is summed over the whole array, but each column has its own": g * e
                - (g * e).sum() * g,
                "the inner product is summed along the rows; it runs over the classes of one example": (
                    g * e - (g * e).sum(axis=1, keepdims=True) * g
                ),
                "the inner product is not multiplied by g": g * e - (g * e).sum(axis=0),
                "the inner product is a mean in place of a sum": g * e - (g * e).mean(axis=0) * g,
                "the inner product is added; it has to be taken away": lambda: g * e + (g * e).sum(axis=0) * g,
                "a and e have changed places: the softmax is that of a": lambda: _right(e, a),
                "the logits stand where their softmax g belongs": lambda: a * e - (a * e).sum(axis=0) * a,
                "the softmax is taken twice": lambda: _right(_softmax(a), e),
                "e stands in the inner product alone; it is <g, e>": g * e - e.sum(axis=0) * g,
            },
            hint="delta = g * e - <g, e> g, with g = softmax(a) and one inner product for each column.",
            atol=1e-5,
        )


def check_slopes(target: Any, rng: np.random.Generator) -> None:
    """It agrees with measured slopes of the softmax."""
    a, e = rng.normal(0, 1, (5, 3)), rng.normal(0, 1, (5, 3))
    measured = jacobian_vector(_softmax, a, e, 1e-5)
    answer = _softmaxp(target)(a, e).array(shape=(5, 3)).finite()
    error = float(np.abs(answer.value - measured).max())
    require(
        error < 1e-6,
        f"{answer.call} differs by up to {error:.2g} from the slope of softmax along e, measured by finite "
        "differences; "
        "expected less than 1e-06. Run the check with finite differences in the notebook.",
    )


def check_columns(target: Any, rng: np.random.Generator) -> None:
    """Every column is on its own: alone, among others, in any order."""
    softmaxp = _softmaxp(target)
    a, e = rng.normal(size=(6, 5)), rng.normal(0, 3, (6, 5))
    right = _right(a, e)
    softmaxp(a[:, 2:3], e[:, 2:3]).array(shape=(6, 1)).close(
        right[:, 2:3], hint="One example alone: shape (6, 1).", atol=1e-5
    )
    order = rng.permutation(5)
    softmaxp(a[:, order], e[:, order]).array(shape=(6, 5)).close(
        right[:, order], hint="The columns were put in another order, and the result does not follow them.", atol=1e-5
    )
    quiet = e.copy()
    quiet[:, 1:] = 0
    answer = softmaxp(a, quiet).array(shape=(6, 5))
    answer.close(
        _right(a, quiet), hint="e is 0 in all columns but the first: nothing may leak into the others.", atol=1e-5
    )


def check_identities(target: Any, rng: np.random.Generator) -> None:
    """Each column of the result sums to 0, and a constant e gives 0."""
    softmaxp = _softmaxp(target)
    a, e = rng.normal(size=(7, 4)), rng.normal(0, 2, (7, 4))
    answer = softmaxp(a, e).array(shape=(7, 4)).finite()
    require(
        np.allclose(answer.value.sum(axis=0), 0, atol=1e-5),
        f"The columns of {answer.call} sum to {answer.value.sum(axis=0).round(4)}; expected 0, because the "
        "softmax always sums "
        "to 1, wherever the logits go.",
    )
    level = np.ones((7, 4)) * rng.uniform(1, 3, 4)
    softmaxp(a, level).array(shape=(7, 4)).close(
        np.zeros((7, 4)),
        hint="e is the same for all classes here: moving all logits together changes no softmax.",
        atol=1e-5,
    )
    double = softmaxp(a, 2 * e).array(shape=(7, 4))
    double.close(
        2 * answer.value, hint="Twice the e should give twice the result: is something in it scaled?", atol=1e-5
    )
    require(
        float(np.abs(answer.value).max()) > 1e-3,
        f"{answer.call} is 0 everywhere, though e differs from class to class.",
    )


def check_stable(target: Any, rng: np.random.Generator) -> None:
    """Very large logits do no harm."""
    a, e = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    answer = _softmaxp(target)(a + np.array([1000.0, -1000.0, 0.0]), e).array(shape=(4, 3))
    answer.finite("Use your stable softmax inside, not exp itself.").close(_right(a, e), rtol=2e-3, atol=1e-4)


def check_arguments(target: Any, rng: np.random.Generator) -> None:
    """Whole numbers and single precision work, and both arguments stay as they were."""
    softmaxp = _softmaxp(target)
    a, e = rng.integers(-3, 4, (5, 3)), rng.integers(-3, 4, (5, 3))
    for dtype in (np.int64, np.float32, np.float64):
        pair = a.astype(dtype), e.astype(dtype)
        answer = softmaxp(*pair).array(shape=(5, 3)).finite().close(_right(a, e), atol=1e-5)
        answer.unchanged(pair, "a e")


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    few, many = rng.normal(size=(2, 5, 3)), rng.normal(size=(2, 5, 60))
    no_loop(_softmaxp(target), tuple(few), tuple(many))
