"""Hidden checks of `my_dense`: one example through one dense layer."""

import numpy as np

from utils.checks import Function

NAMES = "a_in W b g"


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


def layer(rng, n, j):
    """Draw a_in, W and b of moderate size, none of them sorted or positive throughout."""
    return rng.normal(size=n), rng.normal(size=(n, j)) / np.sqrt(n), rng.normal(size=j)


def mistakes(a_in, W, b, g):
    """Name what usually goes wrong, with the numbers that it gives."""
    z = a_in @ W
    named = {
        "the bias b is not added": lambda: g(z),
        "the bias b is added twice": lambda: g(z + 2 * b),
        "the bias is subtracted": lambda: g(z - b),
        "every unit gets the bias of the first one": lambda: g(z + b[0]),
        "the bias is added once for each feature: it belongs to the finished sum": lambda: g(z + len(a_in) * b),
        "the activation g is not applied": lambda: z + b,
        "g is applied before the bias is added": lambda: g(z) + b,
        "g is applied twice": lambda: g(g(z + b)),
        "the sigmoid is applied whatever g is: call g, the function you were given": lambda: sigmoid(z + b),
        "the products are averaged: a weighted sum is not divided by the number of features": (
            lambda: g(z / len(a_in) + b)
        ),
        "the features are taken in reverse order": lambda: g(a_in[::-1] @ W + b),
        "the features are sorted first: feature i belongs to row i of W": lambda: g(np.sort(a_in) @ W + b),
        "the units come out in reverse order": lambda: g(z + b)[::-1],
        "only the first unit is computed, the others are still 0: does `return` stand inside the loop?": (
            lambda: np.where(np.arange(W.shape[1]) == 0, g(z + b), 0)
        ),
        "only the first feature is used": lambda: g(a_in[0] * W[0] + b),
        "negative inputs are lost: a_in is used as it is": lambda: g(np.maximum(a_in, 0) @ W + b),
    }
    if W.shape[0] == W.shape[1]:
        named["each unit uses a row of W: unit j has its weights in column j, W[:, j]"] = lambda: g(W @ a_in + b)
    return named


def check_shapes(target, rng):
    """One number for each unit, also for a single unit, a single feature and a large layer."""
    my_dense = Function(target, "my_dense", NAMES)
    for n, j in [(1, 1), (1, 4), (5, 1), (7, 3), (3, 8), (400, 25)]:
        a_in, W, b = layer(rng, n, j)
        answer = my_dense(a_in, W, b, squashed)
        answer.array(shape=(j,), hint="One number for each unit: the units are the columns of W.").finite()
        answer.close(squashed(a_in @ W + b), mistakes(a_in, W, b, squashed), atol=1e-5)


def check_values(target, rng):
    """The values are right for random layers, among them a square one."""
    my_dense = Function(target, "my_dense", NAMES)
    for n, j in [(6, 4), (5, 5), (3, 7)]:
        a_in, W, b = layer(rng, n, j)
        answer = my_dense(a_in, W, b, sigmoid).array(shape=(j,)).finite()
        answer.close(sigmoid(a_in @ W + b), mistakes(a_in, W, b, sigmoid), atol=1e-5)


def check_bias(target, rng):
    """Each unit has its own bias: with all weights zero only g(b) is left."""
    my_dense = Function(target, "my_dense", NAMES)
    n, j = 4, 6
    b = rng.normal(size=j) + np.arange(j) % 3
    a_in, W = rng.normal(size=n), np.zeros((n, j))
    answer = my_dense(a_in, W, b, linear).array(shape=(j,)).finite()
    answer.close(b, mistakes(a_in, W, b, linear), hint="All weights are 0 here, so only the bias is left.")
    W = rng.normal(size=(n, j))
    answer = my_dense(a_in, W, np.zeros(j), linear).array(shape=(j,)).finite()
    answer.close(a_in @ W, mistakes(a_in, W, np.zeros(j), linear), hint="All biases are 0 here.", atol=1e-5)


def check_activation(target, rng):
    """The activation is the one that is passed as g, applied once, after the bias."""
    my_dense = Function(target, "my_dense", NAMES)
    for g in (tripled, squared, linear, squashed):
        a_in, W, b = layer(rng, 5, 4)
        answer = my_dense(a_in, W, b, g).array(shape=(4,)).finite()
        answer.close(
            g(a_in @ W + b),
            mistakes(a_in, W, b, g),
            hint=f"Here g is `{g.__name__}`: is it g itself that is called, once, on the sum with its bias?",
            atol=1e-5,
        )


def check_number_types(target, rng):
    """Whole numbers and float32 are taken as well as float64."""
    my_dense = Function(target, "my_dense", NAMES)
    a_in, W, b = rng.integers(-3, 4, size=5), rng.integers(-2, 3, size=(5, 3)), rng.integers(-2, 3, size=3)
    right = squashed((a_in @ W + b) / 4)
    answer = my_dense(a_in, W, b, lambda z: squashed(np.asarray(z, dtype=np.float64) / 4)).array(shape=(3,)).finite()
    answer.close(
        right,
        {"whole numbers came out: an array made with `zeros_like` of integers cuts off what follows the point": (
            np.trunc(right)
        )},
        hint="Here all arrays hold whole numbers. Which dtype has the array that takes your results?",
    )  # fmt: skip
    a_in, W, b = (part.astype(np.float32) for part in layer(rng, 6, 4))
    answer = my_dense(a_in, W, b, squashed).array(shape=(4,)).finite()
    right = squashed(a_in.astype(np.float64) @ W + b)
    answer.close(right, hint="Here all arrays are float32.", atol=1e-5)


def check_unchanged(target, rng):
    """The arguments are left as they were."""
    a_in, W, b = layer(rng, 4, 3)
    answer = Function(target, "my_dense", NAMES)(a_in, W, b, squashed)
    answer.array(shape=(3,)).unchanged((a_in, W, b), NAMES)


def check_arguments_only(target, rng):
    """The result depends on this call's arguments alone, not on globals or on earlier calls."""
    my_dense = Function(target, "my_dense", NAMES)
    first, second = layer(rng, 4, 3), layer(rng, 4, 3)
    for a_in, W, b in (first, second, first):
        answer = my_dense(a_in, W, b, squashed)
        answer.array(shape=(3,), hint="Does something pile up from call to call?").close(
            squashed(a_in @ W + b),
            hint="Does the function use its own arguments only, and start afresh at each call?",
            atol=1e-5,
        )
