"""Hidden checks of `backprop_shallow`."""

from typing import Any

import numpy as np

from utils.checks import Answer, Function, require
from utils.describe import describe

Net = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
NAMES = ("W1", "b1", "W2", "b2")


def _backprop(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "backprop_shallow", "x d net T gamma")


def _example(
    rng: np.random.Generator, n_in: int, n_hidden: int, n_out: int, m: int
) -> tuple[np.ndarray, np.ndarray, Net]:
    """Draw examples, one-hot labels with every class among them, and a network."""
    net = (
        rng.normal(0, 0.6, (n_hidden, n_in)),
        rng.normal(0, 0.4, (n_hidden, 1)),
        rng.normal(0, 0.6, (n_out, n_hidden)),
        rng.normal(0, 0.4, (n_out, 1)),
    )
    labels = rng.permutation(np.arange(m) % n_out)
    return rng.normal(size=(n_in, m)), (np.arange(n_out)[:, None] == labels).astype(np.float64), net


def _probabilities(x: np.ndarray, net: Net) -> np.ndarray:
    """Propagate forward."""
    a2 = net[2] @ np.maximum(net[0] @ x + net[1], 0) + net[3]
    return np.exp(a2 - np.logaddexp.reduce(a2, axis=0))


def _loss(x: np.ndarray, d: np.ndarray, net: Net) -> float:
    """Average -d log y over all entries."""
    return float(-np.mean(d * np.log(_probabilities(x, net))))


def _step(x: np.ndarray, d: np.ndarray, net: Net, gamma: float) -> Net:
    """Take one full-batch step, from y - d."""
    W1, b1, W2, b2 = net
    h1 = np.maximum(W1 @ x + b1, 0)
    delta2 = (_probabilities(x, net) - d) / x.shape[1]
    delta1 = (W2.T @ delta2) * (h1 > 0)
    rate = gamma
    return (
        W1 - rate * delta1 @ x.T,
        b1 - rate * delta1.sum(axis=1)[:, None],
        W2 - rate * delta2 @ h1.T,
        b2 - rate * delta2.sum(axis=1)[:, None],
    )


def _train(x: np.ndarray, d: np.ndarray, net: Net, steps: int, gamma: float) -> tuple[Net, list[float]]:
    """Take so many steps and note the loss after each."""
    losses = []
    for _ in range(steps):
        net = _step(x, d, net, gamma)
        losses.append(_loss(x, d, net))
    return net, losses


def _trained(answer: Answer, net: Net, steps: int) -> tuple[list[Answer], Answer]:
    """Climb the rungs of the result: (net, losses)."""
    value = answer.value
    require(
        isinstance(value, (tuple, list)) and len(value) == 2,
        f"{answer.call} returns {describe(value)}; expected two things, `return net, losses`.",
    )
    require(
        isinstance(value[0], (tuple, list)) and len(value[0]) == 4,
        f"The network of {answer.call} is {describe(value[0])}; expected a tuple (W1, b1, W2, b2).",
    )
    parts = [
        Answer(part, f"{name} of the network of {answer.call}").array(shape=old.shape).finite()
        for name, part, old in zip(NAMES, value[0], net, strict=True)
    ]
    losses = Answer(value[1], f"the list of losses of {answer.call}")
    return parts, losses.array(shape=(steps,), hint="One loss for each step, measured after it.").finite()


def check_losses(target: Any, rng: np.random.Generator) -> None:
    """The list holds the loss after each of the T steps."""
    for sizes, steps, gamma in (((4, 5, 3, 9), 4, 0.5), ((3, 6, 10, 12), 1, 0.2), ((5, 4, 2, 7), 9, 0.3)):
        x, d, net = _example(rng, *sizes)
        _, losses = _trained(_backprop(target)(x, d, net, steps, gamma), net, steps)
        _, right = _train(x, d, net, steps, gamma)
        before = _loss(x, d, net)
        losses.close(
            right,
            mistakes={
                "these losses are measured before each step; measure them after it": [before, *right[:-1]],
                "the loss stays as it was: keep the new network, net = update_shallow(...)": [before] * steps,
                "every step starts again from the first network: keep the new one": [right[0]] * steps,
                "the last step's loss stands first: append to the list": right[::-1],
                "these are sums over the classes, C times the loss": lambda: np.multiply(right, sizes[2]),
                "`gamma` is fixed at 0.05: pass it on to update_shallow": lambda: _train(x, d, net, steps, 0.05)[1],
            },
            hint="After each step: y = forwardprop_shallow(x, net), then eval_loss(y, d).",
        )


def _rising(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, Net, float]:
    """Draw an example and a step size with which the loss rises once in six steps, but does not run away."""
    while True:
        x, d, net = _example(rng, 3, 5, 4, 8)
        for gamma in (1.5, 2.0, 3.0, 4.0):
            _, losses = _train(x, d, net, 6, gamma)
            if np.any(np.diff(losses) > 0.01) and max(losses) < 2 and losses[-1] > min(losses) + 1e-3:
                return x, d, net, gamma


def check_all_steps(target: Any, rng: np.random.Generator) -> None:
    """There are T steps, also where the loss rises on the way or is almost 0 from the first step on."""
    backprop = _backprop(target)
    x, d, net, gamma = _rising(rng)
    after, right = _train(x, d, net, 6, gamma)
    hint = "T steps are asked for, also where the loss rises on the way: no early stop, and each loss in its turn."
    parts, losses = _trained(backprop(x, d, net, 6, gamma), net, 6)
    losses.close(
        right,
        mistakes={"these are the losses in order of size, not of time": sorted(right)[::-1]},
        hint=hint,
        rtol=1e-3,
    )
    for part, expected in zip(parts, after, strict=True):
        part.close(
            expected, hint="The last network is asked for, also where an earlier one is better.", rtol=1e-2, atol=1e-3
        )
    # Each example is one class's own unit vector, and the network is already sure of all of them.
    x = np.eye(4)
    net = (12 * np.eye(4), np.zeros((4, 1)), np.eye(4), np.zeros((4, 1)))
    _, losses = _trained(backprop(x, np.eye(4), net, 4, 0.1), net, 4)
    losses.close(
        _train(x, np.eye(4), net, 4, 0.1)[1], hint="T steps are asked for, also where the loss is small already."
    )


def check_network(target: Any, rng: np.random.Generator) -> None:
    """The network that comes back is the one after the last step."""
    for steps in (1, 5):
        x, d, net = _example(rng, 4, 5, 3, 8)
        parts, _ = _trained(_backprop(target)(x, d, net, steps, 0.4), net, steps)
        after, _ = _train(x, d, net, steps, 0.4)
        one, short = _step(x, d, net, 0.4), _train(x, d, net, steps - 1, 0.4)[0]
        longer = _step(x, d, after, 0.4)
        for index, part in enumerate(parts):
            part.close(
                after[index],
                mistakes={
                    "this is the network as it was before the first step": net[index],
                    "there is one step too few": short[index],
                    "this is the network after the first step": one[index],
                    "there is one step too many": longer[index],
                },
                hint=f"{steps} steps with gamma = 0.4, each starting from the network of the step before.",
                atol=1e-5,
            )


def check_step_size(target: Any, rng: np.random.Generator) -> None:
    """gamma is passed on, and is 0.05 where none is given."""
    backprop = _backprop(target)
    x, d, net = _example(rng, 4, 5, 3, 8)
    for gamma in (0.01, 1.0):
        _, losses = _trained(backprop(x, d, net, 3, gamma), net, 3)
        losses.close(_train(x, d, net, 3, gamma)[1], hint=f"gamma is {gamma} here: is it passed on to update_shallow?")
    parts, _ = _trained(backprop(x, d, net, 3), net, 3)
    for part, right in zip(parts, _train(x, d, net, 3, 0.05)[0], strict=True):
        part.close(right, hint="Without a fifth argument gamma should be 0.05.", atol=1e-6)


def check_untouched(target: Any, rng: np.random.Generator) -> None:
    """The first network, x and d stay as they were, and training twice gives the same twice."""
    backprop = _backprop(target)
    x, d, net = _example(rng, 3, 4, 5, 10)
    right = _train(x, d, net, 4, 0.5)[1]
    for kind in (tuple, list, tuple):
        arguments = (x, d, kind(net), 4, 0.5)
        answer = backprop(*arguments)
        answer.unchanged(arguments, "x d net T gamma")
        _, losses = _trained(answer, net, 4)
        losses.close(
            right, hint=f"The network is a {kind.__name__} here; does a list or a network of an earlier call live on?"
        )
