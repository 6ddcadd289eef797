"""Hidden checks of `forwardprop_shallow`."""

from typing import Any

import numpy as np

from utils.checks import Function
from utils.steps import no_loop

Net = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
SIZES = ((5, 4, 3), (2, 7, 10), (9, 3, 6), (4, 70, 12))


def _forwardprop(target: Any) -> Function:
    """Wrap what the student defined."""
    return Function(target, "forwardprop_shallow", "x net")


def _net(rng: np.random.Generator, n_in: int, n_hidden: int, n_out: int) -> Net:
    """Draw weights and biases, none of them small."""
    return (
        rng.normal(0, 0.8, (n_hidden, n_in)),
        rng.normal(0, 1, (n_hidden, 1)),
        rng.normal(0, 0.8, (n_out, n_hidden)),
        rng.normal(0, 1, (n_out, 1)),
    )


def _softmax(a: np.ndarray, axis: int = 0) -> np.ndarray:
    """Compute through logarithms."""
    return np.exp(a - np.logaddexp.reduce(a, axis=axis, keepdims=True))


def _right(x: np.ndarray, net: Net) -> np.ndarray:
    """Take one example after the other."""
    W1, b1, W2, b2 = (np.asarray(part, dtype=np.float64) for part in net)
    columns = []
    for column in np.asarray(x, dtype=np.float64).T:
        h = np.dot(W1, column) + b1[:, 0]
        h[h < 0] = 0
        columns.append(_softmax(np.dot(W2, h) + b2[:, 0]))
    return np.stack(columns, axis=1)


def _mistakes(x: np.ndarray, net: Net) -> dict[str, Any]:
    """Compute what the known mistakes give."""
    W1, b1, W2, b2 = net
    a1 = W1 @ x + b1
    h1 = np.maximum(a1, 0)
    a2 = W2 @ h1 + b2
    return {
        "the relu between the layers is missing": lambda: _softmax(W2 @ a1 + b2),
        "b1 is missing": lambda: _softmax(W2 @ np.maximum(W1 @ x, 0) + b2),
        "b2 is missing": lambda: _softmax(W2 @ h1),
        "both biases are missing": lambda: _softmax(W2 @ np.maximum(W1 @ x, 0)),
        "b1 is added after the relu": lambda: _softmax(W2 @ (np.maximum(W1 @ x, 0) + b1) + b2),
        "a relu stands before the softmax, too": lambda: _softmax(np.maximum(a2, 0)),
        "the softmax is missing: these are the logits a2": a2,
        "the hidden layer is a softmax; it should be relu": lambda: _softmax(W2 @ _softmax(a1) + b2),
        "b1 is added up over the hidden units: each unit has its own": lambda: _softmax(
            W2 @ np.maximum(W1 @ x + b1.sum(), 0) + b2
        ),
        "the softmax is taken twice": lambda: _softmax(_softmax(a2)),
        "these are sigmoids; the last step is the softmax": lambda: 1 / (1 + np.exp(-a2)),
        "a sigmoid stands before the softmax": lambda: _softmax(1 / (1 + np.exp(-a2))),
        "the hidden layer is a sigmoid; it should be relu": lambda: _softmax(W2 @ (1 / (1 + np.exp(-a1))) + b2),
        "the hidden layer is tanh; it should be relu": lambda: _softmax(W2 @ np.tanh(a1) + b2),
        "the softmax runs along the rows; each column should sum to 1": lambda: _softmax(a2, axis=1),
    }


def check_values(target: Any, rng: np.random.Generator) -> None:
    """Random networks of several sizes, against one example after the other."""
    forwardprop = _forwardprop(target)
    for n_in, n_hidden, n_out in SIZES:
        net, x = _net(rng, n_in, n_hidden, n_out), rng.normal(size=(n_in, 8))
        answer = forwardprop(x, net).array(shape=(n_out, 8)).finite()
        answer.close(
            _right(x, net), _mistakes(x, net), hint="a1 = W1 x + b1, h1 = relu(a1), a2 = W2 h1 + b2, y = softmax(a2)."
        )


def check_biases(target: Any, rng: np.random.Generator) -> None:
    """Each bias counts, and with all weights 0 only b2 does."""
    forwardprop = _forwardprop(target)
    W1, b1, W2, b2 = _net(rng, 4, 3, 5)
    x = rng.normal(size=(4, 6))
    b1 = np.abs(b1) + 1
    zero1, zero2 = np.zeros_like(b1), np.zeros_like(b2)
    answer = forwardprop(x, (0 * W1, zero1, 0 * W2, b2)).array(shape=(5, 6)).finite()
    answer.close(
        np.repeat(_softmax(b2), 6, axis=1), hint="Only b2 is not zero here, so that y = softmax(b2): is b2 added?"
    )
    net = (0 * W1, b1, W2, zero2)
    answer = forwardprop(x, net).array(shape=(5, 6)).finite()
    answer.close(_right(x, net), hint="W1 and b2 are zero here, so that h1 = relu(b1): is b1 added, before the relu?")
    net = (W1, -50 - b1, W2, b2)
    answer = forwardprop(x, net).array(shape=(5, 6)).finite()
    answer.close(
        _right(x, net),
        hint="b1 is very negative here, so that relu makes every hidden unit 0. Is relu applied to W1 x + b1?",
    )


def check_columns(target: Any, rng: np.random.Generator) -> None:
    """Every example is on its own: alone, among others, in any order."""
    forwardprop = _forwardprop(target)
    net, x = _net(rng, 6, 5, 4), rng.normal(size=(6, 7))
    right = _right(x, net)
    answer = forwardprop(x[:, 3:4], net).array(shape=(4, 1)).finite()
    answer.close(right[:, 3:4], hint="One example alone: x has shape (6, 1).")
    order = rng.permutation(7)
    answer = forwardprop(x[:, order], net).array(shape=(4, 7)).finite()
    answer.close(right[:, order], hint="The columns were put in another order, and the result does not follow them.")
    # As many examples as inputs and hidden units: a transposed product would have a shape that fits.
    square, x = _net(rng, 5, 5, 5), rng.normal(size=(5, 5))
    answer = forwardprop(x, square).array(shape=(5, 5)).finite()
    answer.close(_right(x, square), hint="Examples are columns: the products are W1 @ x and W2 @ h1.")


def check_large(target: Any, rng: np.random.Generator) -> None:
    """Large logits do no harm."""
    W1, b1, W2, b2 = _net(rng, 3, 4, 5)
    x, net = rng.normal(size=(3, 6)), (W1, b1, W2, b2 + np.array([[2000.0], [1999.0], [0.0], [-2000.0], [1998.0]]))
    answer = _forwardprop(target)(x, net).array(shape=(5, 6)).finite("Use your stable softmax, not exp itself.")
    answer.close(_right(x, net), hint="Use your stable softmax.", rtol=5e-3, atol=1e-4)


def check_network(target: Any, rng: np.random.Generator) -> None:
    """A list does as well as a tuple, single precision as well as double, and nothing is changed."""
    forwardprop = _forwardprop(target)
    net, x = _net(rng, 5, 3, 4), rng.normal(size=(5, 6))
    right = _right(x, net)
    for kind in (tuple, list):
        arguments = (x, kind(net))
        answer = forwardprop(*arguments).array(shape=(4, 6)).finite()
        answer.close(right, hint=f"The network is a {kind.__name__} here.").unchanged(arguments, "x net")
    single = tuple(part.astype(np.float32) for part in net)
    answer = forwardprop(x.astype(np.float32), single).array(shape=(4, 6)).finite()
    answer.close(right, hint="The network has dtype float32 here.", rtol=1e-3, atol=1e-5)
    # Another network straight afterwards: the answer comes from the arguments, not from a name of the notebook.
    other = _net(rng, 5, 3, 4)
    forwardprop(x, other).array(shape=(4, 6)).finite().close(
        _right(x, other), hint="Another network was passed: take W1, b1, W2, b2 from the argument `net`."
    )


def check_no_loop(target: Any, rng: np.random.Generator) -> None:
    """The work in Python does not grow with the number of examples."""
    net = _net(rng, 4, 3, 5)
    no_loop(_forwardprop(target), (rng.normal(size=(4, 3)), net), (rng.normal(size=(4, 60)), net))
