"""Hidden checks of loop_step."""

import numpy as np

from utils.checks import Answer, Function, require
from utils.describe import describe


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


def probabilities(Z):
    """Compute the softmax of each row, with the least that keeps the logarithm finite."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) + 1e-15


def step(X, Y, w, b, alpha, squash=None, keep_bias=1.0):
    """Take one step in float64: the cost before it, the weights and biases after it."""
    X, Y, w, b = (np.asarray(value, dtype=np.float64) for value in (X, Y, w, b))
    Z = X @ w + keep_bias * b
    A = probabilities(Z if squash is None else squash(Z))
    D = (A - Y) / len(X)
    return -np.sum(Y * np.log(A)) / len(X), w - alpha * (X.T @ D), b - alpha * D.sum(axis=0, keepdims=True)


def one_after_the_other(X, Y, w, b, alpha):
    """Take a step for each example in turn, as stochastic descent would."""
    total = 0.0
    for i in range(len(X)):
        J, w, b = step(X[i : i + 1], Y[i : i + 1], w, b, alpha)
        total += J / len(X)
    return total, w, b


def wrong_ways(X, Y, w, b, alpha):
    """Compute what the known mistakes give: words -> (J, w, b)."""
    m = len(X)
    J, w_new, b_new = step(X, Y, w, b, alpha)
    A = probabilities(X @ w + b)
    binary = J - np.sum((1 - Y) * np.log(np.maximum(1 - A, 1e-15))) / m
    return {
        "there is a sigmoid before the softmax: the softmax takes the logits themselves": step(
            X, Y, w, b, alpha, squash=lambda Z: 1 / (1 + np.exp(-Z))
        ),
        "the bias b is not added to X @ w": step(X, Y, w, b, alpha, keep_bias=0.0),
        "this is the binary cross-entropy, summed over the classes": (binary, w_new, b_new),
        "the cost is a mean over the examples: divide by m": (J * m, w_new, b_new),
        "the cost is that after the step; the one before is asked": (step(X, Y, w_new, b_new, alpha)[0], w_new, b_new),
        "the gradient is not divided by m": (J, w + m * (w_new - w), b + m * (b_new - b)),
        "nothing has changed: has the step been taken? A sum of dz over the classes is always 0": (J, w, b),
        "the step goes uphill: subtract alpha times the gradient": (J, 2 * w - w_new, 2 * b - b_new),
        "the step ignores alpha": step(X, Y, w, b, 1.0),
        "dw is made from z in place of dz": (J, w - alpha * X.T @ (X @ w + b) / m, b_new),
        "dw is made from A in place of A - Y": (J, w - alpha * X.T @ A / m, b_new),
        "w and b change inside the loop, so each example sees other weights: take one step after the loop": (
            one_after_the_other(X, Y, w, b, alpha)
        ),
        "w and b change inside the loop, so each example sees other weights. Take one step after the loop": (
            one_after_the_other(X, Y, w, b, alpha / m)
        ),
        "only the last example counts: add up over all of them": step(X[-1:], Y[-1:], w, b, alpha),
        "only the last example counts: the sums start anew inside the loop": (
            J,
            w + (step(X[-1:], Y[-1:], w, b, alpha)[1] - w) / m,
            b + (step(X[-1:], Y[-1:], w, b, alpha)[2] - b) / m,
        ),
        "only the first example counts: is the `return` inside the loop?": step(X[:1], Y[:1], w, b, alpha),
        "the last example is left out": step(X[:-1], Y[:-1], w, b, alpha) if m > 1 else (J, w, b),
        "the biases are computed with the new weights: find both gradients first, then step": (
            J,
            w_new,
            step(X, Y, w_new, b, alpha)[2],
        ),
        "the labels are encoded once more, but Y is one-hot already": step(
            X, (Y == np.arange(Y.shape[1])).astype(float), w, b, alpha
        ),
    }


def case(rng, m, n, C):
    """Draw m examples with n features in C classes, weights, biases and a step size."""
    Y = (rng.integers(0, C, size=(m, 1)) == np.arange(C)).astype(np.int64)
    # Logits near 1, so that no probability is so small that what a softmax adds to it could be seen.
    w = rng.normal(size=(n, C)) / np.sqrt(n)
    return rng.normal(size=(m, n)), Y, w, rng.normal(size=(1, C)) + 0.5, float(rng.uniform(0.2, 0.9))


SIZES = ((3, 2, 4), (5, 4, 3), (4, 4, 4), (11, 6, 2))


def check_cost(target, rng):
    """J is the mean cross-entropy over the examples, before the step."""
    loop_step = Function(target, "loop_step", "X Y w b alpha")
    for sizes in SIZES:
        given = case(rng, *sizes)
        mistakes = {words: wrong[0] for words, wrong in wrong_ways(*given).items()}
        J, _, _ = parts(loop_step(*given), "J w b")
        J.number().finite().close(step(*given)[0], mistakes=mistakes, hint="J = -(1/m) sum(Y log A), before the step.")


def check_weights(target, rng):
    """The new w is w - alpha dw, with dw the mean gradient of all examples."""
    loop_step = Function(target, "loop_step", "X Y w b alpha")
    for sizes in SIZES:
        given = case(rng, *sizes)
        mistakes = {words: wrong[1] for words, wrong in wrong_ways(*given).items()}
        _, w, _ = parts(loop_step(*given), "J w b")
        w.array(shape=given[2].shape).finite().close(
            step(*given)[1], mistakes=mistakes, hint="The new w is w - alpha dw, with dw the mean over the examples."
        )


def check_biases(target, rng):
    """The new b is b - alpha db, with db summed over the examples only, class by class."""
    loop_step = Function(target, "loop_step", "X Y w b alpha")
    for sizes in SIZES:
        given = case(rng, *sizes)
        mistakes = {words: wrong[2] for words, wrong in wrong_ways(*given).items()}
        _, _, b = parts(loop_step(*given), "J w b")
        row(b, given[3].size, "b keeps its shape, one number per class.").finite().close(
            step(*given)[2],
            mistakes=mistakes,
            hint="The new b is b - alpha db, with db the mean over the examples, axis=0.",
        )


def check_any_size(target, rng):
    """A single example, a single feature, many examples, raw pixels, and nothing kept from the call before."""
    loop_step = Function(target, "loop_step", "X Y w b alpha")
    for sizes in ((1, 3, 4), (6, 1, 3), (90, 12, 10), (1, 3, 4)):
        given = case(rng, *sizes)
        for part, right in zip(parts(loop_step(*given), "J w b"), step(*given), strict=True):
            part.array().finite()
            require(
                np.size(part.value) == np.size(right)
                and np.allclose(np.ravel(part.value), np.ravel(right), 1e-4, 1e-5),
                f"{part.call} is not what it should be for m={sizes[0]} examples, n={sizes[1]} features and "
                f"C={sizes[2]} classes. Do sizes come from the arguments, and does nothing remain from the call before?",
            )
    pixels = rng.integers(0, 256, size=(7, 9)).astype(np.float64)
    _, Y, w, b, _ = case(rng, 7, 9, 4)
    answer = loop_step(pixels, Y, 5 * w, b, 1e-4)
    for part, right in zip(parts(answer, "J w b"), step(pixels, Y, 5 * w, b, 1e-4), strict=True):
        part.array().finite("With raw pixels the logits are large: use your softmax, which copes with them.")
        if np.ndim(right) == 0:
            # Where the true class has probability 0, J depends on which tiny number was added, if any.
            close = np.all(part.value >= 0.3 * right)
        else:
            close = np.allclose(np.ravel(part.value), np.ravel(right), rtol=1e-3, atol=1e-5)
        require(close, f"{part.call} is wrong for raw pixels 0 to 255: compute with X as it comes.")


def check_integer_weights(target, rng):
    """Weights, biases and pixels that are integers: the step is not rounded to whole numbers."""
    loop_step = Function(target, "loop_step", "X Y w b alpha")
    _, Y, _, _, alpha = case(rng, 5, 3, 4)
    X = rng.integers(0, 4, size=(5, 3))
    w, b = rng.integers(-1, 2, size=(3, 4)), rng.integers(-1, 2, size=(1, 4))
    hint = (
        "Here w and b hold integers: an array made with `zeros_like(w)` holds integers too, and cuts the gradient off."
    )
    try:
        answer = loop_step(X, Y, w, b, alpha)
    except AssertionError as error:
        raise AssertionError(f"{error} {hint}") from None
    for part, right in zip(parts(answer, "J w b"), step(X, Y, w, b, alpha), strict=True):
        part.array().finite()
        part.value = np.reshape(part.value, np.shape(right)) if np.size(part.value) == np.size(right) else part.value
        part.close(right, hint=hint)


def check_unchanged(target, rng):
    """The arguments are left as they were, so the same call gives the same again."""
    loop_step = Function(target, "loop_step", "X Y w b alpha")
    given = case(rng, 4, 3, 5)
    answer = loop_step(*given)
    parts(answer, "J w b")
    answer.unchanged(given, "X Y w b alpha")
