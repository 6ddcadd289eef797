"""Hidden checks of linear_fit.

With images that are all zero the gradient of W is zero and only the bias learns, from zero: then Adam's path is known
exactly, whatever the first weights are. So these checks ask for exact numbers although the training is random.
"""

import itertools

import numpy as np

from utils.checks import require
from utils.describe import describe, shown
from utils.tensor_checks import TensorFunction, as_float, parts

PARAMETERS = "X Y X_val Y_val epochs batch_size learning_rate on_epoch"
KEYS = ("loss", "accuracy", "val_loss", "val_accuracy")


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def one_hot(labels, C):
    return np.eye(C, dtype=np.float32)[labels]


def losses(z, Y):
    top = z.max(axis=1)
    return top + np.log(np.exp(z - top[:, None]).sum(axis=1)) - (z * Y).sum(axis=1)


def bias_path(batches, rate, anew=False, plain=False):
    """Follow Adam on the bias alone, batch by batch of one-hot labels (Kingma and Ba, 2015, algorithm 1)."""
    b = np.zeros(batches[0].shape[1])
    m, v, t = np.zeros_like(b), np.zeros_like(b), 0
    for Y in batches:
        g = softmax(b) - Y.mean(axis=0)
        if plain:
            b = b - rate * g
            continue
        if anew:
            m, v, t = np.zeros_like(b), np.zeros_like(b), 0
        t += 1
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        b = b - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-7)
    return b


def called(target, *arguments):
    """Call the function; give W, b as arrays and the history as it came."""
    answer = TensorFunction(target, "linear_fit", PARAMETERS)(*arguments)
    W, b, history = parts(answer, "W", "b", "history")
    X, Y = arguments[0], arguments[1]
    W.array(shape=(X.shape[1], Y.shape[1])).finite()
    b.array(shape=(Y.shape[1],)).finite()
    return W.value, b.value, history.value, answer


def column(history, key, epochs):
    """Read one list of the history as numbers."""
    require(isinstance(history, dict), f"`history` is {describe(history)}; expected a dict with four lists.")
    require(key in history, f"`history` has no {key!r}; expected loss, accuracy, val_loss and val_accuracy.")
    entries = history[key]
    require(
        isinstance(entries, (list, tuple, np.ndarray)) and len(entries) == epochs,
        f'history["{key}"] is {describe(entries)}; expected a list with one entry for each epoch, {epochs} here.',
    )
    return np.array([as_float(entry, f'history["{key}"][{k}]') for k, entry in enumerate(entries)])


def close(b, right, rate):
    """Compare biases: one step more or less moves them by about the learning rate."""
    return np.allclose(b, right, atol=0.02 * rate, rtol=2e-3)


def check_adam(target, rng):
    """With one batch per epoch the bias follows Adam exactly, at the learning rate that was passed."""
    m, C, rate, epochs = 7, 4, float(rng.choice([0.2, 0.35])), 8
    Y, Y_val = one_hot([0, 1, 1, 2, 2, 2, 2], C), one_hot([3, 3, 0], C)
    X, X_val = np.zeros((m, 2), dtype=np.float32), np.zeros((3, 2), dtype=np.float32)
    _, b, _, _ = called(target, X, Y, X_val, Y_val, epochs, m + 5, rate)
    right = bias_path([Y] * epochs, rate)
    known = {
        "Expected Adam's path: make one Adam optimizer before the loops; a new one in each step forgets the moments.": (
            bias_path([Y] * epochs, rate, anew=True)
        ),
        "These are steps of plain gradient descent; expected keras.optimizers.Adam.": (
            bias_path([Y] * epochs, rate, plain=True)
        ),
        "These are the parameters after a single epoch, or W and b start anew in each epoch.": bias_path([Y], rate),
        "The validation examples were trained on, too; they may only be looked at.": (
            bias_path([np.concatenate([Y, Y_val])] * epochs, rate)
        ),
        "The validation examples were trained on, too.": bias_path([Y, Y_val] * epochs, rate),
        "The validation examples were trained on in place of the training ones.": bias_path([Y_val] * epochs, rate),
        "One epoch is missing: range(epochs) runs over all.": bias_path([Y] * (epochs - 1), rate),
        "There is one epoch too many.": bias_path([Y] * (epochs + 1), rate),
        "No step was taken: where batch_size is larger than the set, one batch holds all examples.": np.zeros(C),
    }
    advice = next((words for words, wrong in known.items() if close(b, wrong, rate)), "")
    for other in (0.1, 0.01, 0.005, 0.003, 0.001):
        if not advice and close(b, bias_path([Y] * epochs, other), other):
            advice = f"This is the path for a learning rate of {other}, not of the one that was passed, {rate}."
    require(
        close(b, right, rate),
        f"After {epochs} epochs of one batch each (learning_rate={rate}) the bias is {shown(b)}; expected {shown(right)}. "
        + (advice or "Expected one Adam step for each batch, at the learning rate that was passed."),
    )


def check_batches(target, rng):
    """An epoch has m / batch_size steps, rounded up, each on examples of its own: the last batch may be smaller."""
    C, rate = 3, 0.1
    label = int(rng.integers(C))
    for m, size in ((10, 4), (6, 3)):
        Y = one_hot([label] * m, C)
        X = np.zeros((m, 3), dtype=np.float32)
        _, b, _, _ = called(target, X, Y, X[:2], Y[:2], 1, size, rate)
        steps = -(-m // size)
        found = [n for n in range(1, 2 * m + 2) if close(b, bias_path([Y] * n, rate), rate)]
        if found and found[0] != steps:
            advice = {
                m // size: "The last batch, smaller than the others, is left out.",
                1: "There is one step per epoch: is batch_size used, or is only the first batch taken?",
                m: "There is one step for each example: is batch_size used?",
            }.get(found[0], "Is batch_size used?")
            require(
                False,
                f"An epoch over {m} examples in batches of batch_size={size} took {found[0]} "
                f"step{'' if found[0] == 1 else 's'}; expected {steps}. {advice}",
            )
        require(
            bool(found),
            f"An epoch over {m} examples of one class in batches of batch_size={size} gives the bias {shown(b)}; "
            f"expected {shown(bias_path([Y] * steps, rate))}, {steps} steps of Adam.",
        )
    # Four examples of four classes in batches of two: whatever their order, one of six paths.
    Y, X = np.eye(4, dtype=np.float32), np.zeros((4, 2), dtype=np.float32)
    pairs = [list(pair) for pair in itertools.combinations(range(4), 2)]
    halves = [(Y[pair], np.delete(Y, pair, axis=0)) for pair in pairs]
    for _ in range(3):
        _, b, _, _ = called(target, X, Y, X, Y, 1, 2, rate)
        overlaps = {
            "Each step seems to take all examples. What belongs to this batch alone?": [[Y, Y]],
            "The second batch seems to hold the examples of the first one, too: it begins where the first ended.": (
                [[first, Y] for first, _ in halves]
            ),
            "The first batch seems to hold all examples: it ends after `batch_size` of them.": (
                [[Y, second] for _, second in halves]
            ),
            "Both steps seem to take the same batch.": [[first, first] for first, _ in halves],
        }
        advice = (
            w for w, known in overlaps.items() if any(close(b, bias_path(batches, rate), rate) for batches in known)
        )
        require(
            any(close(b, bias_path(batches, rate), rate) for batches in halves),
            "An epoch over 4 examples in batches of batch_size=2 should learn from each example once, two in each of two "
            f"steps; the bias that came back, {shown(b)}, fits no such pair of batches. "
            + next(advice, "Cut one permutation into pieces: order[start : start + batch_size]."),
        )


def check_every_example(target, rng):
    """Each training example is learnt from in each epoch, those of the last batch, too."""
    for m, size in ((11, 4), (16, 2)):
        # Example i is the only one with feature i: where it was never used, row i of W stays where it began.
        labels = rng.integers(0, 3, m)
        X, Y = np.eye(m, dtype=np.float32), one_hot(labels, 3)
        W, _, _, _ = called(target, X, Y, X[:3], Y[:3], 1, size, 0.5)
        learnt = W[np.arange(m), labels] - W.mean(axis=1)
        missed = int(np.sum(learnt < 0.05))
        require(
            missed == 0,
            f"In an epoch over {m} examples in batches of {size}, {missed} examples were never learnt from (or with another "
            "example's label): go through one permutation of all examples, without repetition, to its end.",
        )


def check_shuffles(target, rng):
    """The examples come in a new random order in each epoch."""
    rate, epochs = 0.3, 6
    labels = np.eye(4, dtype=np.float32)[rng.permutation(4)]
    X = np.zeros((4, 2), dtype=np.float32)
    # Four examples in batches of two: six possible orders. Does one and the same order explain all epochs?
    orders = {}
    for first in itertools.combinations(range(4), 2):
        second = [k for k in range(4) if k not in first]
        orders[first] = bias_path([labels[list(first)], labels[second]] * epochs, rate)
    same = []
    for _ in range(3):
        _, b, _, _ = called(target, X, labels, X, labels, epochs, 2, rate)
        same.append([first for first, path in orders.items() if close(b, path, rate)])
        if not same[-1]:  # no single order leads there: it has changed
            break
    if all(same):
        never = all((0, 1) in found for found in same)
        require(
            False,
            "The examples come in the same order in each epoch"
            + (", the order of the arrays" if never else "")
            + ": draw a new permutation inside the loop over the epochs.",
        )


def check_history(target, rng):
    """The history tells loss and accuracy on both whole sets after each epoch, accuracy as a fraction."""
    m, C, rate, epochs = 8, 3, 0.3, 5
    Y, Y_val = one_hot([2, 1, 2, 2, 0, 2, 1, 2], C), one_hot([1, 1, 1, 2, 0], C)
    X, X_val = np.zeros((m, 2), dtype=np.float32), np.zeros((5, 2), dtype=np.float32)
    _, _, history, _ = called(target, X, Y, X_val, Y_val, epochs, m, rate)
    got = {key: column(history, key, epochs) for key in KEYS}
    after = [bias_path([Y] * (k + 1), rate) for k in range(epochs)]
    before = [np.zeros(C), *after[:-1]]
    require(
        not np.allclose(got["loss"], 5 / 8, atol=1e-3),
        'history["loss"] holds the accuracy: evaluate gives the loss first, then the accuracy.',
    )
    for key, labels, others in (("loss", Y, Y_val), ("val_loss", Y_val, Y)):
        right = np.array([losses(np.tile(b, (len(labels), 1)), labels).mean() for b in after])
        early = np.array([losses(np.tile(b, (len(labels), 1)), labels).mean() for b in before])
        require(
            not np.allclose(got[key], [losses(np.tile(b, (len(others), 1)), others).mean() for b in after], rtol=2e-3),
            f'history["{key}"] is the loss on the other set: "loss" belongs to X and Y, "val_loss" to X_val and Y_val.',
        )
        require(
            not np.allclose(got[key], early, rtol=2e-3),
            f'history["{key}"] is measured before the epoch\'s last step; expected after it, on the whole set.',
        )
        require(
            np.allclose(got[key], right, rtol=5e-3),
            f'history["{key}"] is {shown(got[key])}; expected {shown(right)}: the mean loss on the whole set after each epoch.',
        )
    for key, share in (("accuracy", 5 / 8), ("val_accuracy", 1 / 5)):
        require(
            not np.allclose(got[key], 100 * share),
            f'history["{key}"] is in percent; expected a fraction between 0 and 1.',
        )
        require(
            np.allclose(got[key], share, atol=1e-3),
            f'history["{key}"] is {shown(got[key])}; expected {share:.3f} in each epoch here, the share of right answers.',
        )
    # With batches, too, the last entries belong to the W and b that come back.
    X, labels = rng.normal(0, 1, (13, 4)).astype(np.float32), rng.integers(0, C, 13)
    X_val, labels_val = rng.normal(0, 1, (6, 4)).astype(np.float32), rng.integers(0, C, 6)
    W, b, history, _ = called(target, X, one_hot(labels, C), X_val, one_hot(labels_val, C), 3, 5, 0.1)
    for prefix, inputs, truth in (("", X, labels), ("val_", X_val, labels_val)):
        z = inputs.astype(float) @ W + b
        for key, right in (
            ("loss", losses(z, one_hot(truth, C)).mean()),
            ("accuracy", np.mean(z.argmax(axis=1) == truth)),
        ):
            last = column(history, prefix + key, 3)[-1]
            require(
                np.isclose(last, right, rtol=2e-3, atol=1e-4),
                f'history["{prefix}{key}"][-1] is {last:.5g}, but the W and b that came back give {right:.5g} on the whole set.',
            )


def check_on_epoch(target, rng):
    """`on_epoch` is called after each epoch with its number, from 1 on, and with a dict of the four values."""
    calls = []

    def record(epoch, row):
        calls.append((int(epoch), dict(row)))

    X, labels = rng.normal(0, 1, (9, 3)).astype(np.float32), rng.integers(0, 2, 9)
    Y, epochs = one_hot(labels, 2), int(rng.integers(3, 6))
    _, _, history, _ = called(target, X, Y, X[:4], Y[:4], epochs, 5, 0.05, record)
    numbers = [epoch for epoch, _ in calls]
    require(calls, "on_epoch was never called: call on_epoch(epoch, row) at the end of each epoch.")
    require(numbers != list(range(epochs)), f"on_epoch got the epochs {numbers}; expected them to be counted from 1.")
    require(
        numbers == list(range(1, epochs + 1)),
        f"on_epoch got the epochs {numbers}; expected {list(range(1, epochs + 1))}: one call at the end of each epoch.",
    )
    for key in KEYS:
        for k, (_, row) in enumerate(calls):
            require(key in row, f"The row for on_epoch has no {key!r}; expected {', '.join(KEYS)}.")
            require(
                np.isclose(as_float(row[key], f'row["{key}"]'), column(history, key, epochs)[k], rtol=1e-5),
                f"In epoch {k + 1} on_epoch got another {key} than the history has.",
            )


def check_learns(target, rng):
    """Three well separated groups of examples are told apart, and the arguments are left as they were."""
    centres = 4 * np.eye(3, 6)[rng.permutation(3)]
    y, y_val = rng.integers(0, 3, 60), rng.integers(0, 3, 40)
    X, X_val = ((centres[k] + rng.normal(0, 0.5, (len(k), 6))).astype(np.float32) for k in (y, y_val))
    Y, Y_val = one_hot(y, 3), one_hot(y_val, 3)
    W, b, _, answer = called(target, X, Y, X_val, Y_val, 3, 16, 0.2)
    accuracy = np.mean((X_val @ W + b).argmax(axis=1) == y_val)
    require(
        accuracy > 0.95,
        f"On three groups that lie far apart the model that came back has a validation accuracy of {accuracy:.2f} after 3 "
        "epochs; expected more than 0.95. Are rows of X and Y shuffled by one and the same permutation, and does each "
        "epoch go on from where the one before ended?",
    )
    answer.unchanged((X, Y, X_val, Y_val), PARAMETERS.split())
