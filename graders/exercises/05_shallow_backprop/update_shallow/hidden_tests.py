"""Hidden checks of `update_shallow`."""

from typing import Any

import numpy as np

from utils.checks import Answer, Function, require
from utils.describe import describe
from utils.gradient_check import numerical_gradient
from utils.steps import no_loop

Net = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
NAMES = ("W1", "b1", "W2", "b2")
SCALAR = (
    "the network has not changed at all: what goes into softmaxp must be the gradient -d/y, an array; a scalar "
    "such as the "
    "loss gives exactly 0"
)


def _update(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "update_shallow", "x d net gamma")


def _example(
    rng: np.random.Generator, n_in: int, n_hidden: int, n_out: int, m: int
) -> tuple[np.ndarray, np.ndarray, Net]:
    """Draw examples, one-hot labels and a network with some hidden units on and some off."""
    net = (
        rng.normal(0, 0.7, (n_hidden, n_in)),
        rng.normal(0, 0.5, (n_hidden, 1)),
        rng.normal(0, 0.7, (n_out, n_hidden)),
        rng.normal(0, 0.5, (n_out, 1)),
    )
    labels = rng.integers(0, n_out, m)
    return rng.normal(size=(n_in, m)), (np.arange(n_out)[:, None] == labels).astype(np.float64), net


def _forward(x: np.ndarray, net: Net) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give a1, h1 and y."""
    W1, b1, W2, b2 = net
    a1 = W1 @ x + b1
    h1 = np.maximum(a1, 0)
    a2 = W2 @ h1 + b2
    return a1, h1, np.exp(a2 - np.logaddexp.reduce(a2, axis=0))


def _gradients(x: np.ndarray, d: np.ndarray, net: Net) -> Net:
    """Add up the gradients of one example after the other, from y - d, and divide by their number."""
    total = [np.zeros_like(part) for part in net]
    m = x.shape[1]
    for k in range(m):
        column = x[:, [k]]
        a1, h1, y = _forward(column, net)
        delta2 = y - d[:, [k]]
        delta1 = net[2].T @ delta2
        delta1[a1 <= 0] = 0
        for part, gradient in zip(total, (np.outer(delta1, column), delta1, np.outer(delta2, h1), delta2), strict=True):
            part += gradient / m
    return tuple(total)


def _parts(answer: Answer, net: Net) -> list[Answer]:
    """Climb the rungs of a network: four arrays with the shapes of the old ones."""
    value = answer.value
    require(
        isinstance(value, (tuple, list)) and len(value) == 4,
        f"{answer.call} returns {describe(value)}; expected the new network, a tuple (W1, b1, W2, b2).",
    )
    parts = []
    for name, part, old in zip(NAMES, value, net, strict=True):
        hint = "A bias is a column: sum over the examples with keepdims=True." if name in ("b1", "b2") else ""
        part = Answer(part, f"{name} of {answer.call}").array(shape=old.shape, hint=hint)
        require(
            part.value.dtype.kind == "f",
            f"{part.call} holds whole numbers: integer weights lose every small step. Keep them floating point "
            "numbers.",
        )
        parts.append(part.finite())
    return parts


def _back(x: np.ndarray, a1: np.ndarray, left: np.ndarray, delta1: np.ndarray, delta2: np.ndarray) -> Net:
    """Turn the errors of both layers into gradients; left is what W2 was multiplied with."""
    m = x.shape[1]
    return (
        delta1 @ x.T / m,
        delta1.sum(axis=1, keepdims=True) / m,
        delta2 @ left.T / m,
        delta2.sum(axis=1, keepdims=True) / m,
    )


def _mistakes(x: np.ndarray, d: np.ndarray, net: Net, gamma: float) -> dict[str, Net]:
    """Compute the gradients that known mistakes on the way back give, each named."""
    W2 = net[2]
    a1, h1, y = _forward(x, net)
    on, delta2 = a1 > 0, y - d

    def through(g: np.ndarray, e: np.ndarray) -> np.ndarray:
        return g * e - (g * e).sum(axis=0) * g

    of_probabilities = through(np.exp(y) / np.exp(y).sum(axis=0), -d / y)
    twice = through(y, delta2)
    right = W2.T @ delta2 * on
    return {
        "`softmaxp` gets the probabilities y in place of the logits a2": _back(
            x, a1, h1, W2.T @ of_probabilities * on, of_probabilities
        ),
        "y - d has the softmax's Jacobian in it already: softmaxp stands on top of it": _back(
            x, a1, h1, W2.T @ twice * on, twice
        ),
        "a1 stands where h1 = relu(a1) belongs": _back(x, a1, a1, right, delta2),
        "`relup` is missing on the way back": _back(x, a1, h1, W2.T @ delta2, delta2),
        "the error is multiplied by relu(a1) itself, not by its slope": _back(x, a1, h1, W2.T @ delta2 * h1, delta2),
        "`softmaxp` is missing: -d/y is the gradient with respect to y, not to a2": _back(
            x, a1, h1, W2.T @ (-d / y) * on, -d / y
        ),
        "`softmaxp` gets the terms of the loss, -d log y; its second argument is the gradient -d/y": _back(
            x, a1, h1, W2.T @ through(y, -d * np.log(y)) * on, through(y, -d * np.log(y))
        ),
        "the W2 after the step stands where the old one belongs": _back(
            x, a1, h1, (W2 - gamma * delta2 @ h1.T / x.shape[1]).T @ delta2 * on, delta2
        ),
        "`relup` gets its arguments the wrong way round: a1 first, then the error": _back(
            x, a1, h1, np.where(W2.T @ delta2 > 0, a1, 0), delta2
        ),
        "the gradient is divided by the number of inputs (rows of x), not of examples": tuple(
            part * x.shape[1] / x.shape[0] for part in _back(x, a1, h1, right, delta2)
        ),
    }


def _expect(
    parts: list[Answer],
    net: Net,
    gradients: Net,
    gamma: float,
    m: int,
    which: tuple[int, ...],
    hint: str,
    known: dict[str, Net] | None = None,
) -> None:
    """Compare the named parts with one step against the gradients."""
    if all(np.allclose(part.value, old) for part, old in zip(parts, net, strict=True)):
        require(False, f"{parts[0].call}: {SCALAR}.")
    classes = len(net[3])
    for index in which:
        old, step = net[index], gamma * gradients[index]
        parts[index].close(
            old - step,
            mistakes={
                "this part of the network has not changed at all"
                + (" (added up over the classes too, b2's gradient is always 0)" if index == 3 else ""): old,
                "the gradient is not divided by the number of examples": old - m * step,
                "the gradient is divided by the number of entries of d, not by the number of examples": old
                - step / classes,
                "the gradient is divided by the number of examples twice": old - step / m,
                "the step goes up the slope: subtract the gradient": old + step,
                "`gamma` is not used": old - gradients[index],
                "`gamma` is fixed at 0.05; take it from the argument": old - 0.05 * gradients[index],
                "this is the gradient itself, not the network after the step": gradients[index],
                **{words: old - gamma * wrong[index] for words, wrong in (known or {}).items()},
            },
            hint=hint,
            atol=1e-5,
        )


def check_last_layer(target: Any, rng: np.random.Generator) -> None:
    """W2 and b2 take one step against their gradient."""
    for sizes in ((5, 4, 3, 7), (3, 6, 10, 4)):
        x, d, net = _example(rng, *sizes)
        parts = _parts(_update(target)(x, d, net, 0.4), net)
        hint = "delta2 = softmaxp(a2, -d/y); W2's gradient is delta2 @ h1.T / m, b2's the sum of delta2's columns / m."
        _expect(parts, net, _gradients(x, d, net), 0.4, sizes[3], (3, 2), hint, _mistakes(x, d, net, 0.4))


def check_first_layer(target: Any, rng: np.random.Generator) -> None:
    """W1 and b1 take one step against theirs, which come back through the old W2 and relu."""
    for sizes in ((5, 4, 3, 7), (3, 6, 10, 4), (4, 4, 4, 4)):
        x, d, net = _example(rng, *sizes)
        parts = _parts(_update(target)(x, d, net, 0.4), net)
        hint = (
            "delta1 = relup(a1, W2.T @ delta2): does relup get a1, and is W2 the old one, not the one after the step?"
        )
        _expect(parts, net, _gradients(x, d, net), 0.4, sizes[3], (1, 0), hint, _mistakes(x, d, net, 0.4))


def check_examples(target: Any, rng: np.random.Generator) -> None:
    """The gradient is the mean over the examples: giving each one three times changes nothing."""
    update = _update(target)
    x, d, net = _example(rng, 4, 5, 3, 6)
    gradients = _gradients(x, d, net)
    once = _parts(update(x, d, net, 0.3), net)
    hint = "All examples were given three times: the mean gradient stays the same. Is it divided by x.shape[1]?"
    if not all(
        np.allclose(old - part.value, 0.3 * g, atol=1e-5) for old, part, g in zip(net, once, gradients, strict=True)
    ):
        hint = "The gradient is wrong for the examples given once already: look at the layers first."
    _expect(_parts(update(np.tile(x, 3), np.tile(d, 3), net, 0.3), net), net, gradients, 0.3, 18, (3, 2, 1, 0), hint)
    order = rng.permutation(6)
    hint = "The examples were put in another order, which changes no mean."
    _expect(_parts(update(x[:, order], d[:, order], net, 0.3), net), net, gradients, 0.3, 6, (3, 2, 1, 0), hint)
    one = x[:, :1], d[:, :1]
    _expect(
        _parts(update(*one, net, 0.3), net),
        net,
        _gradients(*one, net),
        0.3,
        1,
        (3, 2, 1, 0),
        "There is one example only.",
    )


def check_step_size(target: Any, rng: np.random.Generator) -> None:
    """The step is gamma times the gradient, and gamma is 0.05 where none is given."""
    update = _update(target)
    x, d, net = _example(rng, 3, 5, 4, 6)
    gradients = _gradients(x, d, net)
    for gamma in (0.01, 2.0):
        parts = _parts(update(x, d, net, gamma), net)
        hint = f"gamma is {gamma} here: is it taken from the argument, and is the gradient right?"
        _expect(parts, net, gradients, gamma, 6, (3, 2, 1, 0), hint)
    for part, old, gradient in zip(_parts(update(x, d, net), net), net, gradients, strict=True):
        part.close(old - 0.05 * gradient, hint="Without a fourth argument gamma should be 0.05.", atol=1e-6)
    for part, old in zip(_parts(update(x, d, net, 0.0), net), net, strict=True):
        part.close(old, hint="With gamma = 0 the network stays as it is.")


def check_slopes(target: Any, rng: np.random.Generator) -> None:
    """The step agrees with measured slopes of the loss, for all weights and biases."""
    x, d, net = _example(rng, 3, 4, 3, 5)
    while np.abs(_forward(x, net)[0]).min() < 1e-3:  # a measured slope means nothing across the kink of relu
        x, d, net = _example(rng, 3, 4, 3, 5)
    parts = _parts(_update(target)(x, d, net, 1.0), net)
    for index in (3, 2, 1, 0):

        def loss(values: np.ndarray, index: int = index) -> float:
            changed = (*net[:index], values, *net[index + 1 :])
            return float(-np.sum(d * np.log(_forward(x, changed)[2])) / d.shape[1])

        measured = numerical_gradient(loss, net[index])
        got = net[index] - parts[index].value
        error = float(np.abs(got - measured).max())
        require(
            error < 1e-5,
            f"The gradient in {parts[index].call} differs by up to {error:.2g} from the measured slopes of the loss, "
            "-sum(d log y) / m; expected less than 1e-05. Run the check with finite differences in the notebook.",
        )


def check_untouched(target: Any, rng: np.random.Generator) -> None:
    """The old network, as a tuple or as a list, is left as it was, and so are x and d."""
    update = _update(target)
    x, d, net = _example(rng, 4, 3, 5, 6)
    gradients = _gradients(x, d, net)
    for kind in (list, tuple):
        arguments = (x, d, kind(net), 0.5)
        answer = update(*arguments)
        answer.unchanged(arguments, "x d net gamma")
        hint = f"The network is a {kind.__name__} here."
        _expect(_parts(answer, net), net, gradients, 0.5, 6, (3, 2, 1, 0), hint)
    single = tuple(part.astype(np.float32) for part in net)
    parts = _parts(update(x.astype(np.float32), d.astype(np.int64), single, 0.5), net)
    for part, old, gradient in zip(parts, net, gradients, strict=True):
        part.close(old - 0.5 * gradient, hint="The network has dtype float32 here, and d int64.", rtol=1e-3, atol=1e-4)


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    x, d, net = _example(rng, 4, 3, 5, 60)
    no_loop(_update(target), (x[:, :3], d[:, :3], net, 0.1), (x, d, net, 0.1))
