"""Hidden checks of example_gradient."""

import numpy as np

from utils.checks import Answer, Function, require
from utils.describe import describe

DB = "db has one number per class: dz itself, not its sum over the classes (that sum is always 0)."


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


def probabilities(z):
    """Compute the softmax of one row, with the least that keeps the logarithm finite."""
    e = np.exp(z - z.max())
    return e / e.sum() + 1e-15


def examples(rng):
    """Draw examples of several sizes: features, true class, weights and biases."""
    for n, C in ((3, 4), (4, 3), (5, 5), (1, 2), (6, 1), (60, 10)):
        x, label = rng.normal(size=(1, n)), int(rng.integers(C))
        y = (np.arange(C) == label).astype(np.int64).reshape(1, C)
        # Logits near 1, so that no probability is so small that what a softmax adds to it could be seen.
        yield x, y, label, rng.normal(size=(n, C)) / np.sqrt(n), rng.normal(size=(1, C)) + 1


def wrong_ways(x, y, w, b):
    """Name the known ways to a wrong A."""
    z = x @ w + b
    return {
        "the bias b is not added to x @ w": probabilities(x @ w),
        "there is a sigmoid before the softmax: the softmax takes z itself": probabilities(1 / (1 + np.exp(-z))),
        "the pixels are scaled inside the function: compute with x as it comes, not with x / 255": probabilities(
            x / 255 @ w + b
        ),
    }


def check_cost(target, rng):
    """J is minus the logarithm of the true class's probability."""
    example_gradient = Function(target, "example_gradient", "x y w b")
    for x, y, label, w, b in examples(rng):
        A = probabilities(x @ w + b)
        right = -np.log(A[0, label])
        mistakes = {words: -np.log(wrong[0, label]) for words, wrong in wrong_ways(x, y, w, b).items()}
        mistakes |= {
            "this is the binary cross-entropy, summed over the classes: -sum(y log A) is all": right
            - np.sum((1 - y) * np.log(np.maximum(1 - A, 1e-15))),
            "this is the mean over the classes; J sums over them": right / y.size,
            "the sign is missing: J = -sum(y log A)": -right,
        }
        J, _, _ = parts(example_gradient(x, y, w, b), "J dw db")
        J.number().finite().close(right, mistakes=mistakes, hint="J = -sum(y log A), with A = softmax(x @ w + b).")


def check_weights(target, rng):
    """dw is the outer product of x and dz = A - y."""
    example_gradient = Function(target, "example_gradient", "x y w b")
    for x, y, _, w, b in examples(rng):
        A = probabilities(x @ w + b)
        right = np.outer(x, A - y)
        mistakes = {words: np.outer(x, wrong - y) for words, wrong in wrong_ways(x, y, w, b).items()}
        mistakes |= {
            "dw is x.T @ dz; here it is made from z": np.outer(x, x @ w + b),
            "dw is x.T @ dz with dz = A - y; here it is made from A": np.outer(x, A),
            "dw is x.T @ dz with dz = A - y; here it is made from y": np.outer(x, y),
            "the sign is turned: dz = A - y": -right,
            "dz is A - y and nothing else: the slope of the softmax is in it already": np.outer(
                x, (A - y) * A * (1 - A)
            ),
        }
        _, dw, _ = parts(example_gradient(x, y, w, b), "J dw db")
        hint = "dw has the shape of w: x.T @ dz is (n, 1) @ (1, C)." + (
            " The two axes are swapped." if x.size != y.size and np.shape(dw.value) == w.shape[::-1] else ""
        )
        dw.array(shape=w.shape, hint=hint).finite().close(
            right, mistakes=mistakes, hint="dw is x.T @ dz with dz = A - y."
        )


def check_biases(target, rng):
    """db is dz = A - y, one number per class."""
    example_gradient = Function(target, "example_gradient", "x y w b")
    for x, y, _, w, b in examples(rng):
        A = probabilities(x @ w + b)
        mistakes = {words: wrong - y for words, wrong in wrong_ways(x, y, w, b).items()}
        mistakes |= {
            DB: np.zeros(y.shape),
            "the sign is turned: dz = A - y": y - A,
            "dz is A - y and nothing else: the slope of the softmax is in it already": (A - y) * A * (1 - A),
        }
        _, _, db = parts(example_gradient(x, y, w, b), "J dw db")
        row(db, y.size, DB).finite().close(A - y, mistakes=mistakes, hint="db is dz = A - y.")


def check_raw_pixels(target, rng):
    """Raw grey levels 0 to 255 as integers: large logits, a finite cost, the right gradient."""
    example_gradient = Function(target, "example_gradient", "x y w b")
    x = rng.integers(0, 256, size=(1, 30))
    w, b = rng.normal(scale=4, size=(30, 4)), rng.normal(size=(1, 4))
    z = (x @ w + b)[0]
    for label in (int(np.argmax(z)), int(np.argmin(z))):
        y = (np.arange(4) == label).astype(np.int64).reshape(1, 4)
        answer = example_gradient(x, y, w, b)
        J, dw, db = parts(answer, "J dw db")
        J.number().finite("The true class has the probability 0 here: the softmax adds 1e-15 to every entry.")
        require(
            (J.value > 10) == (label != np.argmax(z)),
            f"J of {answer.call} is {J.value:.4g}, but the true class is the "
            f"{'most' if label == np.argmax(z) else 'least'} likely one here. Is x used as it comes, not as x / 255?",
        )
        right = probabilities(z.reshape(1, 4)) - y
        # Where the softmax is nearly 0 or 1 the entries are tiny, and float32, which is as right, has no digits left.
        dw.array(shape=(30, 4)).finite().close(
            np.outer(x, right), hint="Is x used as it comes, not as x / 255?", atol=1e-3
        )
        row(db, 4, DB).finite().close(right)


def check_unchanged(target, rng):
    """The arguments are left as they were, integers among them."""
    example_gradient = Function(target, "example_gradient", "x y w b")
    x, y = rng.integers(0, 5, size=(1, 4)), np.array([[0, 1, 0]])
    w, b = rng.integers(-2, 3, size=(4, 3)), rng.normal(size=(1, 3))
    answer = example_gradient(x, y, w, b).unchanged((x, y, w, b), "x y w b")
    _, dw, _ = parts(answer, "J dw db")
    dw.array(shape=(4, 3)).close(np.outer(x, probabilities(x @ w + b) - y), hint="The weights are integers here.")
