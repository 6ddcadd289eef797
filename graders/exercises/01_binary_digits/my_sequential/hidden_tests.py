"""Hidden checks of `my_sequential`: one example through three dense layers."""

from itertools import pairwise

import numpy as np

from utils.checks import Function

NAMES = "x W1 b1 W2 b2 W3 b3"


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def network(rng, n, j1, j2):
    """Draw weights whose output is far from saturated but moves with each of them."""
    sizes = [n, j1, j2, 1]
    parts = []
    for s_in, s_out in pairwise(sizes):
        # Weights of this size let a change in an early layer reach the output, and saturate few units.
        parts += [2.5 * rng.normal(size=(s_in, s_out)) / np.sqrt(s_in), rng.normal(size=s_out)]
    return parts


def expected(x, W1, b1, W2, b2, W3, b3):
    return sigmoid(sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2) @ W3 + b3)


def mistakes(x, W1, b1, W2, b2, W3, b3):
    """Name what usually goes wrong, with the numbers that it gives."""
    if W1.size == 1:
        return {}  # with single numbers different mistakes may give the same value
    z1 = x @ W1 + b1
    z2 = sigmoid(z1) @ W2 + b2
    z3 = sigmoid(z2) @ W3 + b3
    named = {
        "the label came out: the probability is asked, not 0 or 1": (z3 >= 0).astype(float),
        "the last layer has no sigmoid": z3,
        "the sigmoid is applied once too often at the end": sigmoid(sigmoid(z3)),
        "the biases are left out": sigmoid(sigmoid(sigmoid(x @ W1) @ W2) @ W3),
        "only the last layer has a sigmoid: each of the three layers needs one": sigmoid((z1 @ W2 + b2) @ W3 + b3),
        "the first layer has no sigmoid": sigmoid(sigmoid(z1 @ W2 + b2) @ W3 + b3),
        "the second layer has no sigmoid": sigmoid(z2 @ W3 + b3),
        "what came out is one minus the probability": 1 - sigmoid(z3),
    }
    if W1.shape == W2.shape:
        named |= {
            "layers 1 and 2 are exchanged": expected(x, W2, b2, W1, b1, W3, b3),
            "layer 2 uses the weights of layer 1": expected(x, W1, b1, W1, b1, W3, b3),
            "layer 2 uses the bias of layer 1": expected(x, W1, b1, W2, b1, W3, b3),
            "layer 1 uses the bias of layer 2": expected(x, W1, b2, W2, b2, W3, b3),
            "layer 2 reads x again: it has to read the output of layer 1": sigmoid(sigmoid(x @ W2 + b2) @ W3 + b3),
            "layer 3 reads the output of layer 1: it has to read that of layer 2": sigmoid(sigmoid(z1) @ W3 + b3),
        }
    return named


def judge(answer, arguments, hint=""):
    """Climb from the shape to the values."""
    answer.array(shape=(1,), hint="One example in, one probability out.").finite()
    answer.close(
        expected(*arguments),
        mistakes(*arguments),
        hint or "Print the result of each layer. Does each layer read the one before it, with its own W and b?",
        atol=1e-5,
    )


def check_shapes(target, rng):
    """One probability of shape (1,), whatever the number of features and units."""
    my_sequential = Function(target, "my_sequential", NAMES)
    for n, j1, j2 in [(1, 1, 1), (3, 5, 2), (2, 1, 6), (400, 25, 15)]:
        arguments = [rng.normal(size=n), *network(rng, n, j1, j2)]
        judge(my_sequential(*arguments), arguments)


def check_values(target, rng):
    """The probability is right, also where all layers have the same size and nothing but the order tells them apart."""
    my_sequential = Function(target, "my_sequential", NAMES)
    for n, j1, j2 in [(4, 4, 4), (5, 5, 5), (6, 3, 4)]:
        arguments = [rng.normal(size=n), *network(rng, n, j1, j2)]
        judge(my_sequential(*arguments), arguments)


def check_biases(target, rng):
    """Each layer adds its own bias: with all weights zero but the last, only the biases are left."""
    my_sequential = Function(target, "my_sequential", NAMES)
    x, (W1, b1, W2, b2, W3, b3) = rng.normal(size=4), network(rng, 4, 4, 4)
    b1, b2 = b1 + np.arange(4), b2 - np.arange(4)
    for first, second in [(0 * W1, W2), (W1, 0 * W2)]:
        arguments = [x, first, b1, second, b2, W3, b3]
        judge(my_sequential(*arguments), arguments, "Here one of W1 and W2 is all zeros. Look at b1, b2 and b3.")


def check_unchanged(target, rng):
    """The arguments are left as they were."""
    arguments = [rng.normal(size=3), *network(rng, 3, 3, 3)]
    answer = Function(target, "my_sequential", NAMES)(*arguments)
    answer.array(shape=(1,)).unchanged(tuple(arguments), NAMES)


def check_arguments_only(target, rng):
    """The result depends on this call's arguments alone, not on globals or on earlier calls."""
    my_sequential = Function(target, "my_sequential", NAMES)
    first = [rng.normal(size=4), *network(rng, 4, 3, 2)]
    other_example = [rng.normal(size=4), *first[1:]]
    other_weights = [first[0], *network(rng, 4, 3, 2)]
    for arguments in (first, other_example, other_weights, first):
        judge(
            my_sequential(*arguments),
            arguments,
            "Does the function use its own arguments only, and start afresh at each call?",
        )
