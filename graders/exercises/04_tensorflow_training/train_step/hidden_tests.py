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


def compare(name, before, after, change, optimizer):
    """Compare the change of a variable with the one that is expected."""
    before, moved = before.astype(float), after - before.astype(float)
    require(np.all(np.isfinite(after)), f"After the step `{name}` holds nan or infinity.")
    words = "leaves the bias `b` as it was" if name == "b" else "leaves W as it was"
    require(np.abs(moved).max() > 1e-7, f"The step {words}: does the optimizer get the gradients of both, W and b?")
    require(
        not np.allclose(moved, -change, rtol=1e-2, atol=1e-5),
        f"`{name}` moves uphill, along the gradient: the optimizer subtracts the gradients by itself.",
    )
    require(
        np.allclose(moved, change, rtol=1e-2, atol=1e-5),
        f"One step of {optimizer} changes `{name}` by {shown(moved)}; expected {shown(change)}: one step with the "
        "gradients of the mean loss, with the optimizer that was passed.",
    )


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
        compare("W", W, step.after["W"], -0.25 * dW, "SGD(0.25)")


def check_bias(target, rng):
    """The same step changes b, by the gradient summed per class."""
    for m, n, C in ((6, 4, 3), (3, 5, 4)):
        X, Y, W, b = case(rng, m, n, C)
        step = wrapped(target)
        step(X, Y, W, b, sgd(0.25))
        _, _, db = by_hand(X, Y, W, b)
        compare("b", b, step.after["b"], -0.25 * db, "SGD(0.25)")


def check_optimizer(target, rng):
    """The step is the one of the optimizer that was passed: plain descent at two rates, and Adam."""
    X, Y, W, b = case(rng, 8, 3, 4)
    _, dW, db = by_hand(X, Y, W, b)
    for rate in (0.1, 0.7):
        step = wrapped(target)
        step(X, Y, W, b, sgd(rate))
        compare("W", W, step.after["W"], -rate * dW, f"SGD({rate})")
    step = wrapped(target)
    step(X, Y, W, b, adam(0.05))
    # Adam's first step has the size of the learning rate, whatever the gradient's size is.
    big_W, big_b = np.abs(dW) > 1e-3, np.abs(db) > 1e-3
    compare("W", W[big_W], step.after["W"][big_W], -0.05 * np.sign(dW[big_W]), "Adam(0.05)")
    compare("b", b[big_b], step.after["b"][big_b], -0.05 * np.sign(db[big_b]), "Adam(0.05)")


def check_many_steps(target, rng):
    """Steps in a row with one optimizer follow gradient descent, and the loss falls."""
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
