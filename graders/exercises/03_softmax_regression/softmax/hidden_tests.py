"""Hidden checks of softmax."""

import numpy as np

from utils.checks import Function, require
from utils.describe import shown

EPSILON = "Add 1e-15 to every entry after the division, so that the logarithm of A is never that of 0."


def probabilities(Z):
    """Compute the softmax row by row, independently of the notebook."""
    A = np.empty(np.shape(Z))
    for i, z in enumerate(np.asarray(Z, dtype=np.float64)):
        e = np.exp(z - max(z))
        A[i] = e / sum(e)
    return A


def check_rows(target, rng):
    """Random logits of several shapes, square ones and single rows and columns among them; each row sums to 1."""
    softmax = Function(target, "softmax", "Z")
    for shape in ((4, 6), (5, 5), (1, 7), (6, 1), (40, 10)):
        Z = rng.normal(scale=2, size=shape)
        right, E = probabilities(Z), np.exp(Z)
        answer = (
            softmax(Z).array(shape=shape, hint="Is `keepdims=True` there, for the maximum and for the sum?").finite()
        )
        sums = answer.value.sum(axis=1)
        answer.close(
            right,
            hint=f"Each row should sum to 1; here the rows sum to {shown(sums)}.",
            mistakes={
                "each column sums to 1, but each row should: look at the axis": E / E.sum(axis=0),
                "all entries together sum to 1, but each row should: look at the axis": E / E.sum(),
                "there is a sigmoid before the softmax: it takes Z itself": probabilities(1 / (1 + np.exp(-Z))),
                "the row is divided by its maximum: subtract it": probabilities(Z / Z.max(axis=1, keepdims=True)),
                "the entries are in another order than the logits": np.sort(right, axis=1),
                "this is the logarithm of the softmax": np.log(right),
                "the smallest logit got the largest probability: look at the sign": probabilities(-Z),
                "this is right only for a single column of sums: is `keepdims=True` missing?": lambda E=E: _no_keepdims(
                    E
                ),
            },
        )
        require(
            np.allclose(sums, 1, rtol=0, atol=1e-5),
            f"{answer.call}: the rows should sum to 1, but they sum to {shown(sums)}.",
        )


def check_stable(target, rng):
    """Logits of any size, and the same result when a constant is added to a row."""
    softmax = Function(target, "softmax", "Z")
    hint = "The softmax does not change when a constant is added to a row: use that, and shift each row by its own maximum."
    Z = rng.normal(scale=2, size=(5, 4))
    for constant in (90.0, 710.0, 5000.0, -800.0, -5000.0):
        moved = (
            softmax(Z + constant).array(shape=(5, 4)).finite("exp overflows: subtract the maximum of the row first.")
        )
        moved.close(probabilities(Z), hint=hint, rtol=1e-3)
    wide = rng.normal(scale=700, size=(6, 9))
    softmax(wide).array(shape=(6, 9)).finite("exp overflows: subtract the maximum of the row first.").close(
        probabilities(wide), hint=hint, rtol=1e-3
    )


def check_rows_apart(target, rng):
    """Rows of very different size in one array: each is shifted by its own maximum."""
    softmax = Function(target, "softmax", "Z")
    Z = rng.normal(size=(5, 3))
    offsets = rng.permutation([-3000.0, -900.0, 0.0, 1100.0, 4000.0]).reshape(5, 1)
    hint = "Subtract from each row its own maximum, not that of the whole array."
    softmax(Z + offsets).array(shape=(5, 3)).finite(hint).close(probabilities(Z), hint=hint, rtol=1e-3)


def check_never_zero(target, rng):
    """No entry is exactly 0, so the logarithm is finite; what is added is too little to matter."""
    softmax = Function(target, "softmax", "Z")
    Z = rng.permuted([[0.0, 800.0, -900.0, 3.0], [2000.0, 0.0, 1.0, -50.0], [0.0, -5000.0, 1e5, 7.0]], axis=1)
    answer = softmax(Z).array(shape=(3, 4)).finite()
    require(np.all(answer.value > 0), f"{answer.call} has entries that are 0 or less: {shown(answer.value)}. {EPSILON}")
    answer.close(probabilities(Z), hint=EPSILON)
    middling = rng.normal(scale=2, size=(3, 4))
    softmax(middling).array(shape=(3, 4)).close(probabilities(middling))


def check_any_input(target, rng):
    """Integer and float32 logits will do, and a large array."""
    softmax = Function(target, "softmax", "Z")
    for Z in (rng.integers(-6, 7, size=(4, 5)), rng.normal(size=(3, 8)).astype(np.float32), rng.normal(size=(700, 10))):
        softmax(Z).array(shape=Z.shape).finite().close(
            probabilities(Z), hint=f"The logits have dtype {Z.dtype} here. Does the function change Z in place?"
        )


def check_unchanged(target, rng):
    """The logits are left as they were."""
    softmax = Function(target, "softmax", "Z")
    Z = rng.normal(scale=3, size=(4, 6))
    softmax(Z).array(shape=(4, 6)).unchanged((Z,), "Z")


def _no_keepdims(E):
    """Divide by a row of sums where a column belongs: only a square array lets it pass."""
    return E / E.sum(axis=1) if E.shape[0] == E.shape[1] else np.full(E.shape, np.nan)
