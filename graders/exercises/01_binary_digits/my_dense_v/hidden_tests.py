"""Hidden checks of `my_dense_v`: all examples through one dense layer at once."""

import numpy as np

from utils.checks import Function, require
from utils.steps import no_loop

NAMES = "A_in W b g"


def linear(z):
    return np.asarray(z, dtype=np.float64)


def squashed(z):
    return np.tanh(np.asarray(z, dtype=np.float64))


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=np.float64)))


def tripled(z):
    """Neither odd nor idempotent: applied twice, or before the bias, it gives other numbers."""
    return 3 * np.asarray(z, dtype=np.float64) - 1


def squared(z):
    return np.asarray(z, dtype=np.float64) ** 2


def layer(rng, m, n, j, flat=False):
    """Draw A_in, W and b of moderate size, none of them sorted or positive throughout."""
    b = rng.normal(size=j)
    return rng.normal(size=(m, n)), rng.normal(size=(n, j)) / np.sqrt(n), b if flat else b.reshape(1, j)


def unit_by_unit(A_in, W, b, g):
    """Compute what is right the slow way, one number at a time."""
    bias = np.ravel(b).astype(np.float64)
    z = [[sum(float(a) * float(w) for a, w in zip(row, unit)) for unit in W.T] for row in A_in]
    return g(np.array([[value + bias[j] for j, value in enumerate(row)] for row in z]))


def mistakes(A_in, W, b, g):
    """Name what usually goes wrong, with the numbers that it gives."""
    z, flat = A_in @ W, np.ravel(b)
    named = {
        "the bias b is not added": lambda: g(z),
        "the bias b is added twice": lambda: g(z + 2 * flat),
        "the bias is subtracted": lambda: g(z - flat),
        "every unit gets the same bias": lambda: g(z + flat[0]),
        "the activation g is not applied": lambda: z + flat,
        "g is applied before the bias is added": lambda: g(z) + flat,
        "g is applied twice": lambda: g(g(z + flat)),
        "the sigmoid is applied whatever g is: call g, the function you were given": lambda: sigmoid(z + flat),
        "the products are averaged: a weighted sum is not divided by the number of features": (
            lambda: g(z / A_in.shape[1] + flat)
        ),
        "every row holds the answer for the first example": lambda: np.repeat(g(z + flat)[:1], len(z), axis=0),
        "the examples come out in reverse order": lambda: g(z + flat)[::-1],
        "the units come out in reverse order": lambda: g(z + flat)[:, ::-1],
        "the features are sorted first: feature i belongs to row i of W": lambda: g(np.sort(A_in) @ W + flat),
        "the rows are sorted first: each example has to stay in its row": lambda: g(np.sort(A_in, axis=0) @ W + flat),
    }
    if len(A_in) == len(flat):
        named["the bias runs down the rows: it has to run along the columns, one value for each unit"] = lambda: g(
            z + flat[:, None]
        )
    if W.shape[0] == W.shape[1]:
        named["W is transposed: unit j has its weights in column j"] = lambda: g(A_in @ W.T + flat)
    if A_in.shape[0] == A_in.shape[1]:
        named["A_in is transposed: each example is a row"] = lambda: g(A_in.T @ W + flat)
    return named


def judge(answer, arguments, hint=""):
    """Climb from the shape to the values."""
    A_in, W = arguments[:2]
    answer.array(shape=(A_in.shape[0], W.shape[1]), hint="One row for each example, one column for each unit.").finite()
    answer.close(unit_by_unit(*arguments), mistakes(*arguments), hint, atol=1e-5)


def check_shapes(target, rng):
    """One row per example and one column per unit, also for a single example, feature or unit, and a large layer."""
    my_dense_v = Function(target, "my_dense_v", NAMES)
    for m, n, j in [(1, 1, 1), (1, 4, 3), (5, 1, 2), (6, 3, 1), (64, 100, 25)]:
        arguments = (*layer(rng, m, n, j), squashed)
        judge(my_dense_v(*arguments), arguments)


def check_values(target, rng):
    """The values are right for random layers, among them square ones, where a transposed W or A_in would fit."""
    my_dense_v = Function(target, "my_dense_v", NAMES)
    for m, n, j in [(5, 4, 3), (3, 5, 5), (4, 4, 4), (2, 3, 7)]:
        arguments = (*layer(rng, m, n, j), sigmoid)
        judge(my_dense_v(*arguments), arguments)


def check_bias(target, rng):
    """The bias may have shape (j,) or (1, j) and runs along the columns, also where m equals j."""
    my_dense_v = Function(target, "my_dense_v", NAMES)
    for m, n, j in [(4, 3, 4), (5, 2, 3)]:
        A_in, W, b = layer(rng, m, n, j)
        b = b + np.array([0, 8, -8, 4])[:j]  # neither ascending nor descending
        for bias in (b, b[0]):
            arguments = (A_in, W, bias, linear)
            judge(my_dense_v(*arguments), arguments, f"Here b has shape {bias.shape}.")


def check_activation(target, rng):
    """The activation is the one that is passed as g, applied once, after the bias."""
    my_dense_v = Function(target, "my_dense_v", NAMES)
    for g in (tripled, squared, linear, squashed):
        arguments = (*layer(rng, 4, 5, 3), g)
        hint = f"Here g is `{g.__name__}`: is it g itself that is called, once, on the sums with their biases?"
        judge(my_dense_v(*arguments), arguments, hint)


def check_rows_alone(target, rng):
    """Each example is computed on its own: shuffled rows give shuffled rows, and one row alone the same numbers."""
    my_dense_v = Function(target, "my_dense_v", NAMES)
    A_in, W, b = layer(rng, 6, 4, 3)
    together = my_dense_v(A_in, W, b, squashed).array(shape=(6, 3)).finite().value
    order = np.roll(rng.permutation(6), 1)
    my_dense_v(A_in[order], W, b, squashed).array(shape=(6, 3)).close(
        together[order], hint="The same examples came in another order, and gave other numbers.", atol=1e-5
    )
    row = int(rng.integers(6))
    my_dense_v(A_in[row : row + 1], W, b, squashed).array(shape=(1, 3)).close(
        together[row : row + 1], hint="One example alone gives other numbers than among the others.", atol=1e-5
    )
    arguments = (A_in, W, b, squashed)
    judge(my_dense_v(*arguments), arguments, "Does something stay from call to call?")


def check_no_loop(target, rng):
    """No Python loop over examples, units or features; g is called on the whole matrix, not on each number."""
    my_dense_v = Function(target, "my_dense_v", NAMES)
    A_in, W, b = layer(rng, 3, 4, 2)
    calls = []

    def counted(z):
        calls.append(1)
        return squashed(z)

    my_dense_v(A_in, W, b, counted)
    at_first = len(calls)
    my_dense_v(*layer(rng, 12, 4, 2), counted)
    require(
        len(calls) - at_first <= at_first,
        f"`my_dense_v` calls g {at_first} times for 3 examples and {len(calls) - at_first} times for 12. "
        "g takes the whole matrix: call it once.",
    )

    few = (A_in, W, b, squashed)
    for over, (m, n, j) in {"the examples": (12, 4, 2), "the units": (3, 4, 11), "the features": (3, 15, 2)}.items():
        many = (*layer(rng, m, n, j), squashed)
        judge(my_dense_v(*many), many)
        no_loop(my_dense_v, few, many, over)


def check_number_types(target, rng):
    """Whole numbers and float32 are taken as well as float64."""
    my_dense_v = Function(target, "my_dense_v", NAMES)

    def quartered(z):
        return squashed(np.asarray(z, dtype=np.float64) / 4)

    A_in, W, b = rng.integers(-3, 4, size=(4, 5)), rng.integers(-2, 3, size=(5, 3)), rng.integers(-2, 3, size=(1, 3))
    right = unit_by_unit(A_in, W, b, quartered)
    my_dense_v(A_in, W, b, quartered).array(shape=(4, 3)).finite().close(
        right,
        {"whole numbers came out: an array made with `zeros_like` of integers cuts off what follows the point": (
            np.trunc(right)
        )},
        hint="Here all arrays hold whole numbers.",
    )  # fmt: skip
    A_in, W, b = (part.astype(np.float32) for part in layer(rng, 4, 6, 3))
    answer = my_dense_v(A_in, W, b, squashed).array(shape=(4, 3)).finite()
    answer.close(unit_by_unit(A_in, W, b, squashed), hint="Here all arrays are float32.", atol=1e-5)


def check_unchanged(target, rng):
    """The arguments are left as they were."""
    A_in, W, b = layer(rng, 3, 3, 3)
    answer = Function(target, "my_dense_v", NAMES)(A_in, W, b, squashed)
    answer.array(shape=(3, 3)).unchanged((A_in, W, b), NAMES)
