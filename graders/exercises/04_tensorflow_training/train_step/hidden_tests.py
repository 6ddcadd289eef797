"""Hidden checks of train_step."""

import numpy as np

from utils.checks import require
from utils.describe import shown
from utils.tensor_checks import TensorFunction, adam, as_float, sgd


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def by_hand(X, Y, W, b):
    """Compute the mean loss and its gradients in float64."""
    X, W = X.astype(float), np.asarray(W, dtype=float)
    z = X @ W + b
    p = softmax(z)
    dz = (p - Y) / len(X)
    return -np.mean(np.log((p * Y).sum(axis=1))), X.T @ dz, dz.sum(axis=0)


def case(rng, m, n, C):
    """Draw a batch whose gradients are nowhere small."""
    X = rng.uniform(0.5, 2, (m, n)).astype(np.float32)
    Y = np.eye(C, dtype=np.float32)[np.arange(m) % (C - 1)]  # the last class is absent
    W = rng.normal(0, 0.3, (n, C)).astype(np.float32)
    b = rng.normal(0, 0.5, C).astype(np.float32)
    return X, Y, W, b


def wrapped(target):
    return TensorFunction(target, "train_step", "X Y W b optimizer", variables="W b")


def compare(name, before, after, change, optimizer, known=None):
    """Compare the change of a variable with the one that is expected; known names the changes of mistakes."""
    before, moved = before.astype(float), after - before.astype(float)
    require(np.all(np.isfinite(after)), f"After the step `{name}` holds nan or infinity.")
    words = "leaves the bias `b` as it was" if name == "b" else "leaves W as it was"
    require(np.abs(moved).max() > 1e-7, f"The step {words}: does the optimizer get the gradients of both, W and b?")
    require(
        not np.allclose(moved, -change, rtol=1e-2, atol=1e-5),
        f"`{name}` moves uphill, along the gradient: the optimizer subtracts the gradients by itself.",
    )
    advice = (words for words, wrong in (known or {}).items() if np.allclose(moved, wrong, rtol=1e-2, atol=1e-5))
    require(
        np.allclose(moved, change, rtol=1e-2, atol=1e-5),
        f"One step of {optimizer} changes `{name}` by {shown(moved)}; expected {shown(change)}: one step with the "
        f"gradients of the mean loss, with the optimizer that was passed. {next(advice, '')}".rstrip(),
    )


def mistakes(X, Y, W, b, rate):
    """Name the changes of W and of b that known mistakes make in one step of plain gradient descent."""
    X, W, b, m = X.astype(float), W.astype(float), b.astype(float), len(X)
    _, dW, db = by_hand(X, Y, W, b)
    _, again_W, again_b = by_hand(X, Y, W - rate * dW, b - rate * db)
    p = softmax(X @ W + b)
    e = (softmax(p) - Y) / m  # a loss that takes the probabilities for logits
    dz = p * (e - (e * p).sum(axis=1, keepdims=True))
    words = {
        "These are the gradients of the sum over the batch: take the mean of the losses.": (m * dW, m * db),
        "Two steps are taken in place of one.": (dW + again_W, db + again_b),
        "The loss is computed from the probabilities, but cross_entropy takes the logits.": (X.T @ dz, dz.sum(axis=0)),
    }
    return [{text: -rate * pair[k] for text, pair in words.items()} for k in (0, 1)]


def check_loss(target, rng):
    """The value that comes back is the mean loss of the batch before the step."""
    for m, n, C in ((6, 4, 3), (1, 3, 2), (5, 2, 4)):
        X, Y, W, b = case(rng, m, n, C)
        step = wrapped(target)
        answer = step(X, Y, W, b, sgd(0.3))
        right, _, _ = by_hand(X, Y, W, b)
        answer.number().finite().close(
            right,
            mistakes={
                "this is the loss after the step; expected the one before it": lambda X=X, Y=Y, s=step: by_hand(
                    X, Y, s.after["W"], s.after["b"]
                )[0],
                "this is the sum over the batch; expected the mean": m * right,
            },
            hint="The loss is what cross_entropy gives for the logits of the batch, before the step.",
            rtol=1e-3,
        )
        answer.unchanged((X, Y), "X Y")


def check_weights(target, rng):
    """One step of plain gradient descent changes W by minus the learning rate times the gradient of the mean loss."""
    for m, n, C in ((6, 4, 3), (3, 5, 4), (1, 2, 3)):
        X, Y, W, b = case(rng, m, n, C)
        step = wrapped(target)
        step(X, Y, W, b, sgd(0.25))
        _, dW, _ = by_hand(X, Y, W, b)
        compare("W", W, step.after["W"], -0.25 * dW, "SGD(0.25)", mistakes(X, Y, W, b, 0.25)[0])


def check_bias(target, rng):
    """The same step changes b, by the gradient summed per class."""
    for m, n, C in ((6, 4, 3), (3, 5, 4)):
        X, Y, W, b = case(rng, m, n, C)
        step = wrapped(target)
        step(X, Y, W, b, sgd(0.25))
        _, _, db = by_hand(X, Y, W, b)
        compare("b", b, step.after["b"], -0.25 * db, "SGD(0.25)", mistakes(X, Y, W, b, 0.25)[1])


def check_optimizer(target, rng):
    """The step is the one of the optimizer that was passed: plain descent at two rates, and Adam."""
    X, Y, W, b = case(rng, 8, 3, 4)
    _, dW, db = by_hand(X, Y, W, b)
    for rate in (0.1, 0.7):
        step = wrapped(target)
        step(X, Y, W, b, sgd(rate))
        compare("W", W, step.after["W"], -rate * dW, f"SGD({rate})", mistakes(X, Y, W, b, rate)[0])
    step = wrapped(target)
    step(X, Y, W, b, adam(0.05))
    # Adam's first step has the size of the learning rate, whatever the gradient's size is.
    big_W, big_b = np.abs(dW) > 1e-3, np.abs(db) > 1e-3
    compare("W", W[big_W], step.after["W"][big_W], -0.05 * np.sign(dW[big_W]), "Adam(0.05)")
    compare("b", b[big_b], step.after["b"][big_b], -0.05 * np.sign(db[big_b]), "Adam(0.05)")


def after_adam(X, Y, W, b, rate, steps):
    """Follow Adam for some steps (Kingma and Ba, 2015, algorithm 1)."""
    values = [W.astype(float), b.astype(float)]
    means, squares = [0.0, 0.0], [0.0, 0.0]
    for t in range(1, steps + 1):
        for k, g in enumerate(by_hand(X, Y, *values)[1:]):
            means[k], squares[k] = 0.9 * means[k] + 0.1 * g, 0.999 * squares[k] + 0.001 * g**2
            values[k] = values[k] - rate * (means[k] / (1 - 0.9**t)) / (np.sqrt(squares[k] / (1 - 0.999**t)) + 1e-7)
    return values


def check_many_steps(target, rng):
    """Steps in a row with one optimizer follow gradient descent, and the loss falls; Adam keeps its means."""
    X, Y, W, b = case(rng, 9, 4, 3)

    def five_steps(X, Y, W, b, optimizer):
        return [target(X, Y, W, b, optimizer) for _ in range(5)]

    walk = TensorFunction(five_steps, "train_step", "X Y W b optimizer", variables="W b")
    answer = walk(X, Y, W, b, sgd(0.2))
    got = [as_float(value, "The result of train_step") for value in answer.value]
    expected, W, b = [], W.astype(float), b.astype(float)
    for _ in range(5):
        loss, dW, db = by_hand(X, Y, W, b)
        expected.append(loss)
        W, b = W - 0.2 * dW, b - 0.2 * db
    require(
        np.allclose(got, expected, rtol=1e-3),
        f"Five steps in a row report the losses {shown(got)}; expected {shown(expected)}.",
    )
    require(
        np.allclose(walk.after["W"], W, rtol=1e-2, atol=1e-4) and np.allclose(walk.after["b"], b, rtol=1e-2, atol=1e-4),
        "After five steps W and b are not where gradient descent leads.",
    )
    # A new Adam in each step takes steps of the learning rate for ever; the one that was passed slows down.
    X, Y, W, b = case(rng, 9, 4, 3)
    walk(X, Y, W, b, adam(0.2))
    right = after_adam(X, Y, W, b, 0.2, 5)
    require(
        all(np.allclose(walk.after[name], part, atol=0.02) for name, part in zip(("W", "b"), right, strict=True)),
        f"After five steps with one Adam(0.2) b is {shown(walk.after['b'])}; expected {shown(right[1])}. Is the optimizer "
        "that was passed used itself, in each step? A new one has forgotten its running means.",
    )
