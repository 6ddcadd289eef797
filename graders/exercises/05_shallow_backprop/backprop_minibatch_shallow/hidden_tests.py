"""Hidden checks of `backprop_minibatch_shallow`.

The order of the examples is the student's own random one. With five examples there are few enough divisions into
batches to try them all, side by side: whichever one was used is found by the network that it leads to.
"""

from itertools import combinations
from typing import Any

import numpy as np

from utils.checks import Answer, Function, require
from utils.describe import describe

Net = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Division = tuple[tuple[int, ...], ...]
NAMES = ("W1", "b1", "W2", "b2")
NEAR = 1e-5


def _minibatch(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "backprop_minibatch_shallow", "x d net T B gamma seed")


def _example(rng: np.random.Generator, m: int) -> tuple[np.ndarray, np.ndarray, Net]:
    """Draw examples, one-hot labels with every class among them, and a network."""
    net = (
        rng.normal(0, 0.6, (5, 3)),
        rng.normal(0.2, 0.4, (5, 1)),
        rng.normal(0, 0.6, (4, 5)),
        rng.normal(0, 0.4, (4, 1)),
    )
    labels = rng.permutation(np.arange(m) % 4)
    return rng.normal(size=(3, m)), (np.arange(4)[:, None] == labels).astype(np.float64), net


def _probabilities(x: np.ndarray, net: Net) -> np.ndarray:
    """Propagate forward; leading axes are networks side by side."""
    a2 = net[2] @ np.maximum(net[0] @ x + net[1], 0) + net[3]
    return np.exp(a2 - np.logaddexp.reduce(a2, axis=-2, keepdims=True))


def _loss(x: np.ndarray, d: np.ndarray, net: Net) -> float:
    """Average -d log y over all entries."""
    return float(-np.mean(d * np.log(_probabilities(x, net))))


def _step(x: np.ndarray, d: np.ndarray, net: Net, gamma: float) -> Net:
    """Take one step on a batch, from y - d; leading axes are networks side by side."""
    W1, b1, W2, b2 = net
    h1 = np.maximum(W1 @ x + b1, 0)
    delta2 = (_probabilities(x, net) - d) / x.shape[-1]
    delta1 = (W2.swapaxes(-1, -2) @ delta2) * (h1 > 0)
    return (
        W1 - gamma * delta1 @ x.swapaxes(-1, -2),
        b1 - gamma * delta1.sum(axis=-1, keepdims=True),
        W2 - gamma * delta2 @ h1.swapaxes(-1, -2),
        b2 - gamma * delta2.sum(axis=-1, keepdims=True),
    )


def _epochs(x: np.ndarray, d: np.ndarray, net: Net, divisions: list[Division], gamma: float) -> Net:
    """Take one step on each batch, for each division side by side; all of them are cut into the same sizes."""
    for batches in zip(*divisions, strict=True):
        columns = np.array(batches)
        net = _step(x[:, columns].swapaxes(0, 1), d[:, columns].swapaxes(0, 1), net, gamma)
    return net


def _divisions(rest: tuple[int, ...], size: int) -> list[Division]:
    """List all ways to take batches of a size from some examples, the last one as small as it must be."""
    if len(rest) <= size:
        return [(rest,)]
    return [
        (batch, *others)
        for batch in combinations(rest, size)
        for others in _divisions(tuple(k for k in rest if k not in batch), size)
    ]


def _near(nets: Net, parts: list[Answer]) -> np.ndarray:
    """Tell which of the networks side by side, or whether the only one, is the student's."""
    gaps = [np.abs(old - part.value).max(axis=(-1, -2)) for old, part in zip(nets, parts, strict=True)]
    return np.max(gaps, axis=0) < NEAR


def _trained(answer: Answer, net: Net, epochs: int) -> tuple[list[Answer], Answer]:
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
    return parts, losses.array(shape=(epochs,), hint="One loss for each epoch, measured after it.").finite()


def _first(nets: Net, parts: list[Answer], divisions: list[Division]) -> Division | None:
    """Give the first division whose network is the student's."""
    return next((division for division, near in zip(divisions, _near(nets, parts), strict=True) if near), None)


def _find(
    x: np.ndarray, d: np.ndarray, net: Net, parts: list[Answer], divisions: list[Division], gamma: float
) -> Division | None:
    """Find the division into batches that leads from one network to the student's."""
    return _first(_epochs(x, d, net, divisions, gamma), parts, divisions) if divisions else None


def _uneven(m: int, size: int) -> list[Division]:
    """List the ways to cut examples into as many batches, but all of about the same size, as np.array_split does."""
    first = len(np.array_split(np.arange(m), -(-m // size))[0])
    return _divisions(tuple(range(m)), first) if -(-m // first) == -(-m // size) else []


def _repeated(m: int, size: int) -> list[Division]:
    """List the ways to take one and the same batch in each step."""
    return [(batch,) * -(-m // size) for batch in combinations(range(m), size)]


def _growing(m: int, size: int) -> list[Division]:
    """List the ways to begin each batch at the first example again."""
    return [
        tuple(tuple(sum(division[: k + 1], ())) for k in range(len(division)))
        for division in _divisions(tuple(range(m)), size)
    ]


def check_one_epoch(target: Any, rng: np.random.Generator) -> None:
    """One epoch takes every example once, in batches of B columns, the last one smaller if need be."""
    minibatch = _minibatch(target)
    for m, size in ((5, 2), (6, 3), (4, 1), (5, 4)):
        x, d, net = _example(rng, m)
        answer = minibatch(x, d, net, 1, size, 0.5, int(rng.integers(1000)))
        parts, _ = _trained(answer, net, 1)
        divisions = _divisions(tuple(range(m)), size)
        if _find(x, d, net, parts, divisions, 0.5):
            continue
        words = "no way of taking each column once in batches of B leads to this network"
        if m % size and _find(x, d, net, parts, [division[:-1] for division in divisions], 0.5):
            words = f"the last batch, of {m % size} columns, is left out"
        elif _near(_step(x, d, net, 0.5), parts):
            words = "this is one step over all columns; expected one step for each batch of B columns"
        elif _near(net, parts):
            words = "this is the network as it was: keep what update_shallow returns"
        elif _find(x, d, net, parts, divisions, 0.05):
            words = "gamma is not passed on to update_shallow"
        else:
            known = {
                "every step takes the same batch": _repeated(m, size),
                "every batch begins at the first column again": _growing(m, size),
                f"the batches are all of about the same size, not of {size} columns and the rest": _uneven(m, size),
            }
            fits = (text for text, ways in known.items() if _find(x, d, net, parts, ways, 0.5))
            words = next(fits, words)
        require(
            False,
            f"{answer.call}, {m} columns: {words}. Cut a random order of the columns into pieces, "
            "order[start : start + B], and take the same columns of x and of d.",
        )


def check_whole_batch(target: Any, rng: np.random.Generator) -> None:
    """With B as large as the set an epoch is one full-batch step; where not given, B is 100 and gamma 0.05."""
    minibatch = _minibatch(target)
    x, d, net = _example(rng, 6)
    right: Net = net
    for _ in range(3):
        right = _step(x, d, right, 0.4)
    for size in (6, 100):
        parts, _ = _trained(minibatch(x, d, net, 3, size, 0.4, 3), net, 3)
        for part, after in zip(parts, right, strict=True):
            part.close(
                after,
                hint=f"6 columns and B = {size}: three epochs are three full-batch steps. Do x and d use the same columns, "
                "each column once, and is gamma passed on?",
                atol=1e-5,
            )
    # Without the last three arguments B is 100 and gamma 0.05.
    parts, _ = _trained(minibatch(x, d, net, 2), net, 2)
    for part, after in zip(parts, _step(x, d, _step(x, d, net, 0.05), 0.05), strict=True):
        part.close(after, hint="Without further arguments B should be 100 and gamma 0.05.", atol=1e-6)
    # With 101 columns the second batch has a single one, which may be any.
    x, d, net = _example(rng, 101)
    parts, _ = _trained(minibatch(x, d, net, 1), net, 1)
    require(
        _find(x, d, net, parts, _divisions(tuple(range(101)), 100), 0.05),
        "backprop_minibatch_shallow(x, d, net, 1) with 101 columns: without further arguments B should be 100 "
        "and gamma 0.05, "
        "which makes a batch of 100 columns and one of a single column.",
    )


def check_shuffled(target: Any, rng: np.random.Generator) -> None:
    """The columns are taken in a random order, which depends on the seed."""
    minibatch = _minibatch(target)
    x, d, net = _example(rng, 6)
    seeds = rng.choice(10_000, 8, replace=False)
    divisions = _divisions(tuple(range(6)), 2)
    nets = _epochs(x, d, net, divisions, 0.5)
    found = [_first(nets, _trained(minibatch(x, d, net, 1, 2, 0.5, int(s)), net, 1)[0], divisions) for s in seeds]
    require(
        all(found), "The network after one epoch does not come from batches of B = 2 columns, each column taken once."
    )
    require(
        len(set(found)) > 1,
        f"backprop_minibatch_shallow takes the columns in the same batches, {found[0]}, for eight different "
        "seeds. Shuffle "
        "their order with np.random.default_rng(seed).permutation(...).",
    )
    require(
        len({frozenset(division) for division in found if division}) > 1,
        "backprop_minibatch_shallow makes the same batches for eight different seeds, though in another order: "
        "shuffle the "
        "columns, not only the order of the batches.",
    )


def check_new_order(target: Any, rng: np.random.Generator) -> None:
    """Each epoch has an order of its own."""
    minibatch = _minibatch(target)
    x, d, net = _example(rng, 5)
    divisions = _divisions(tuple(range(5)), 2)
    both = [first + second for first in divisions for second in divisions]
    nets = _epochs(x, d, net, both, 0.5)
    for seed in rng.choice(10_000, 5, replace=False):
        parts, _ = _trained(minibatch(x, d, net, 2, 2, 0.5, int(seed)), net, 2)
        batches = _first(nets, parts, both)
        require(
            batches,
            "The network after two epochs does not come from batches of B = 2 columns, each taken once an epoch.",
        )
        if batches and batches[:3] != batches[3:]:
            return
    require(
        False,
        "backprop_minibatch_shallow takes the same batches in the first and in the second epoch: draw a new "
        "order inside the "
        "loop over the epochs, from one generator made before it.",
    )


def check_losses(target: Any, rng: np.random.Generator) -> None:
    """The list holds the loss over all columns after each epoch, and it falls."""
    x, d, net = _example(rng, 30)
    x = x + 2 * np.array([[1, -1, 0, 0], [0, 0, 1, -1], [1, 1, -1, -1]]) @ d
    answer = _minibatch(target)(x, d, net, 12, 4, 0.1, int(rng.integers(1000)))
    parts, losses = _trained(answer, net, 12)
    last = _loss(x, d, tuple(part.value for part in parts))
    before = _loss(x, d, net)
    Answer(losses.value[-1], f"the last loss of {answer.call}").close(
        last,
        hint="Expected is the loss of the network that comes back, over all columns of x: measure it after the "
        "epoch, with "
        "forwardprop_shallow and eval_loss.",
    )
    require(
        losses.value[-1] < 0.7 * before,
        f"{losses.call} ends at {losses.value[-1]:.4f}, starting from {before:.4f} before the first epoch; "
        "expected it to "
        "fall to a fraction. Do the columns of x and d still belong together after the shuffling?",
    )


def check_repeatable(target: Any, rng: np.random.Generator) -> None:
    """The same seed gives the same network."""
    minibatch = _minibatch(target)
    x, d, net = _example(rng, 12)
    seed = int(rng.integers(1000))
    first, _ = _trained(minibatch(x, d, net, 2, 3, 0.5, seed), net, 2)
    minibatch(x, d, net, 1, 3, 0.5, seed + 1)
    second, _ = _trained(minibatch(x, d, net, 2, 3, 0.5, seed), net, 2)
    gap = max(float(np.abs(a.value - b.value).max()) for a, b in zip(first, second, strict=True))
    require(
        gap < NEAR,
        f"Two calls with the same seed, {seed}, give networks that differ by up to {gap:.2g}: make the generator "
        "inside the "
        "function, rng = np.random.default_rng(seed).",
    )


def check_untouched(target: Any, rng: np.random.Generator) -> None:
    """The first network, as a tuple or as a list, x and d stay as they were."""
    minibatch = _minibatch(target)
    x, d, net = _example(rng, 7)
    for kind in (list, tuple):
        arguments = (x, d, kind(net), 2, 3, 0.5, 1)
        answer = minibatch(*arguments)
        answer.unchanged(arguments, "x d net T B gamma seed")
        _trained(answer, net, 2)
