"""The public tests of assignment 04. Reading them is allowed and wise: each one is a short list of questions.

A test climbs from easy to hard (is it a function, has the result the right shape, are the values right?) and stops at
the first question that fails, with a message that says what to look at. Passing here earns the public marks; the hidden
checks ask the same kind of question about other numbers and other sizes.
"""

import numpy as np

from utils.checks import Function, passed, require
from utils.describe import describe
from utils.tensor_checks import TensorFunction, as_float, parts, sgd


def test_make_parameters(target):
    import tensorflow as tf

    make_parameters = Function(target, "make_parameters", "n C")
    answer = make_parameters(784, 10)
    W, b = parts(answer, "W", "b")
    for name, part, shape in (("W", W, (784, 10)), ("b", b, (10,))):
        require(
            isinstance(part.value, tf.Variable),
            f"`{name}` is {describe(part.value)}; expected a tf.Variable: only a variable can be changed in place.",
        )
        require(
            part.value.dtype == tf.float32,
            f"`{name}` has dtype {part.value.dtype.name}; expected float32, the dtype of the images. Give dtype=tf.float32.",
        )
        part.array(shape=shape, kind="float").finite()
    b.close(np.zeros(10), hint="The bias starts at zero.")
    spread = float(np.std(W.value))
    require(spread > 0, "All weights in W are the same; expected small random numbers (look at tf.random.normal).")
    require(
        0.005 < spread < 0.02,
        f"The weights in W have standard deviation {spread:.3g}; expected about 0.01 (stddev=0.01).",
    )
    passed("make_parameters", W, b)


def test_forward(target):
    forward = TensorFunction(target, "forward", "X W b", variables="W b")
    # 2 examples, 3 features, 4 classes: no two sizes are equal, so a wrong axis shows in the shape.
    X = np.array([[1, 0, 2], [0, 1, 1]], dtype=np.float32)
    W = np.array([[0, 1, 0, 2], [1, 0, -1, 0], [0.5, 0, 1, -1]])
    logits, probas, classes = parts(forward(X, W, np.zeros(4)), "logits", "probas", "classes")

    # First the weighted sums alone, without a bias.
    logits.array(shape=(2, 4), hint="One row for each example, one column for each class.").finite()
    logits.close([[1, 1, 2, 0], [1.5, 0, 0, -1]], hint="Without a bias the logits are X @ W.")

    # Then the bias, different for each class; the largest logit is now a different one in the second row.
    b = np.array([0, 3, 0.5, -1])
    logits, probas, classes = parts(forward(X, W, b), "logits", "probas", "classes")
    z = np.array([[1, 4, 2.5, -1], [1.5, 3, 0.5, -2]])
    logits.array(shape=(2, 4)).finite().close(
        z,
        mistakes={
            "the bias b is not added": z - b,
            "the bias b is added twice: expected X @ W + b": z + b,
            "the bias b is subtracted: expected X @ W + b": z - 2 * b,
            "the softmax is applied already: logits are the sums before it": softmax(z),
        },
        hint="With the bias the logits are X @ W + b.",
    )
    probas.array(shape=(2, 4), kind="float").finite().close(
        softmax(z),
        mistakes={
            "each column sums to 1, but each row should: look at the axis of the softmax": lambda: softmax(z.T).T,
            "these are sigmoids, whose rows do not sum to 1: the classes exclude each other, use a softmax": sigmoid(z),
            "the whole array sums to 1, but each row should: give the sum an axis": lambda: softmax(
                z.reshape(1, -1)
            ).reshape(z.shape),
            "the whole array sums to 1, but each row should: give the sum below an axis, too": lambda: (
                np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum()
            ),
            "the softmax is applied twice": lambda: softmax(softmax(z)),
            "these are the logits themselves": z,
        },
        hint="The probabilities are the softmax of each row of the logits.",
    )
    classes.array(shape=(2,), kind="int", hint="One class for each row: the position of its largest entry.")
    classes.close(
        [1, 1],
        mistakes={"these are the least likely classes: argmax, not argmin": [3, 3]},
        hint="The class of a row is the position of its largest logit: argmax along axis 1.",
    )
    passed("forward", logits, probas, classes)


def test_cross_entropy(target):
    cross_entropy = TensorFunction(target, "cross_entropy", "logits Y", variables="logits")
    # Equal logits say nothing: every class has probability 1/4, and the loss is log 4.
    answer = cross_entropy(np.zeros((3, 4)), np.eye(4, dtype=np.float32)[[2, 0, 2]])
    answer.number().finite().close(
        np.log(4),
        mistakes={
            "the losses of the examples are added up; expected their mean": 3 * np.log(4),
            "this is the mean over all entries of the array; expected the mean over the examples (rows)": np.log(4) / 4,
            "the sign is wrong: the logarithm of a probability is negative, the loss is minus that": -np.log(4),
            "this is the logarithm to base 2; the natural one is meant, tf.math.log": np.log2(4),
            "the losses are added up and divided by the number of classes, not of examples": 3 * np.log(4) / 4,
            "each column sums to 1, but each row should: look at the axis of the softmax": np.log(3),
            "this is the binary cross-entropy, class by class; expected the categorical one": np.log(2),
            "this is the binary cross-entropy, summed over the classes; expected the categorical one": 4 * np.log(2),
            "this is the squared distance from the labels": 3 / 16,
            "have logits and Y changed places, or is a maximum in the place of log(sum(exp(z)))?": 0,
        },
        hint="All logits are equal, so that every class has probability 1/4 and every example costs -log(1/4).",
    )
    # Now logits that differ, with the right class first, in the middle and last.
    z = np.array([[3, 0, 1, -1], [0, 0.5, 2, 1], [-2, 1, 0, 4]], dtype=np.float64)
    Y = np.eye(4, dtype=np.float32)[[0, 1, 3]]
    right = losses(z, Y)
    answer = cross_entropy(z, Y).number().finite()
    answer.close(
        right.mean(),
        mistakes={
            "the losses of the examples are added up; expected their mean": right.sum(),
            "the softmax is applied twice: the function takes logits and does it itself": lambda: losses(
                softmax(z), Y
            ).mean(),
            "each column sums to 1, but each row should: look at the axis of the softmax": lambda: (
                -np.mean(np.log((softmax(z.T).T * Y).sum(axis=1)))
            ),
            "logits and Y have changed places: the labels are Y": lambda: np.mean(
                np.sum(z * (np.log(np.exp(Y).sum(axis=1, keepdims=True)) - Y), axis=1)
            ),
            "this is the binary cross-entropy, class by class; expected the categorical one": lambda: binary(z, Y),
            "this is the squared distance from the labels": lambda: np.mean((softmax(z) - Y) ** 2),
        },
        hint="Each example costs log(sum(exp(z))) - z[right class]; the loss is the mean of that.",
    )
    passed("cross_entropy", answer)


def test_train_step(target):
    train_step = TensorFunction(target, "train_step", "X Y W b optimizer", variables="W b")
    # Plain gradient descent, so that the change is exactly -0.5 times the gradient.
    X = np.array([[1, 0, 2], [0, 1, 1], [3, 1, 0], [0, 2, 0]], dtype=np.float32)
    Y = np.eye(2, dtype=np.float32)[[0, 1, 1, 1]]
    W = np.array([[0.5, -0.5], [0, 1], [0.25, 0]])
    b = np.array([0.5, -0.25])
    answer = train_step(X, Y, W, b, sgd(0.5))
    loss, dW, db = step_by_hand(X, Y, W, b)
    answer.number().finite()
    W_new, b_new = train_step.after["W"], train_step.after["b"]
    again = step_by_hand(X, Y, W - 0.5 * dW, b - 0.5 * db)[1]
    require(
        not np.allclose(W_new, W),
        f"{answer.call} leaves W as it was. Does the optimizer apply the gradients, and to the W that was passed?",
    )
    require(not np.allclose(W_new, W + 0.5 * dW), "W moves uphill: the optimizer subtracts the gradients by itself.")
    require(
        not np.allclose(W_new, W - 0.5 * 4 * dW, atol=1e-4),
        "W moves four times too far, for a batch of four: the gradients are those of the sum of the losses, not of their mean.",
    )
    require(
        not np.allclose(W_new, W - 0.5 * (dW + again), atol=1e-4),
        "Two steps are taken; expected one step for each call.",
    )
    require(
        np.allclose(W_new, W - 0.5 * dW, atol=1e-4),
        f"After {answer.call} the change of W is {np.round(W_new - W, 4).tolist()}; "
        f"expected {np.round(-0.5 * dW, 4).tolist()}, one step with the optimizer that was passed. Does the loss come from "
        "the logits (not from the probabilities), and do the gradients reach the optimizer as the tape gives them?",
    )
    require(
        not np.allclose(b_new, b),
        f"{answer.call} leaves the bias b as it was: ask the tape for both gradients, [W, b].",
    )
    require(
        np.allclose(b_new, b - 0.5 * db, atol=1e-4),
        f"After {answer.call} the change of b is {np.round(b_new - b, 4).tolist()}; "
        f"expected {np.round(-0.5 * db, 4).tolist()}.",
    )
    answer.close(
        loss,
        mistakes={
            "this is the loss after the step; expected the one that the step was taken from": lambda: step_by_hand(
                X, Y, W_new, b_new
            )[0],
            "this is the sum over the batch; expected the mean": 4 * loss,
        },
        hint="The loss is what cross_entropy gives for the batch, before the step.",
    )
    passed("train_step", answer)


def test_linear_fit(target):
    parameters = "X Y X_val Y_val epochs batch_size learning_rate on_epoch"
    linear_fit = TensorFunction(target, "linear_fit", parameters)
    # Ten examples in batches of four: the last batch has only two. Class 2 is where feature 2 is large, and so on.
    rng = np.random.default_rng(4)
    y, y_val = np.array([0, 1, 2, 2, 1, 0, 2, 1, 0, 2]), np.array([2, 0, 1, 2, 0])
    X, X_val = (
        (3 * np.eye(3, 5)[labels] + rng.normal(0, 0.1, (len(labels), 5))).astype(np.float32) for labels in (y, y_val)
    )
    Y, Y_val = np.eye(3, dtype=np.float32)[y], np.eye(3, dtype=np.float32)[y_val]
    answer = linear_fit(X, Y, X_val, Y_val, 6, 4, 0.1)
    W, b, history = parts(answer, "W", "b", "history")
    kinds = [hasattr(part.value, "assign") for part in (W, b)]
    W.array(shape=(5, 3)).finite("Is the learning rate the one that was passed?")
    b.array(shape=(3,)).finite()
    require(
        isinstance(history.value, dict), f"`history` is {describe(history.value)}; expected a dict with four lists."
    )
    for key in ("loss", "accuracy", "val_loss", "val_accuracy"):
        require(key in history.value, f"`history` has no {key!r}; expected loss, accuracy, val_loss and val_accuracy.")
        column = history.value[key]
        require(isinstance(column, list), f'history["{key}"] is {describe(column)}; expected a list.')
        require(
            len(column) == 6,
            f'history["{key}"] has {len(column)} entries after 6 epochs; expected one for each epoch, not for each batch.',
        )
    if not all(kinds):
        W.remarks.append(
            "W and b come back as plain arrays; the cells below ask for the variables, `linear_W.numpy()`."
        )
    column = [as_float(entry, 'An entry of history["loss"]') for entry in history.value["loss"]]
    shares = [as_float(entry, 'An entry of history["accuracy"]') for entry in history.value["accuracy"]]
    right = np.mean((X @ W.value + b.value).argmax(axis=1) == y)
    require(
        not (np.isclose(column[-1], right) and not np.isclose(shares[-1], right)),
        'history["loss"] holds the accuracy: evaluate gives the loss first, then the accuracy.',
    )
    require(
        column[-1] < column[0],
        f"The training loss goes from {column[0]:.3f} to {column[-1]:.3f}; expected it to fall. "
        "Are the rows of X and Y shuffled by one and the same permutation?",
    )
    # The history is measured after the epoch, on all examples: its last entries belong to the W and b that come back.
    measured = [losses(inputs @ W.value + b.value, labels).mean() for inputs, labels in ((X, Y), (X_val, Y_val))]
    for key, expected, other in (("loss", *measured), ("val_loss", *measured[::-1])):
        got = as_float(history.value[key][-1], f'history["{key}"][-1]')
        require(
            not np.isclose(got, other, rtol=1e-3, atol=1e-5) or np.isclose(got, expected, rtol=1e-3, atol=1e-5),
            f'history["{key}"] is the loss on the other set: "loss" belongs to X and Y, "val_loss" to X_val and Y_val.',
        )
        require(
            np.isclose(got, expected, rtol=1e-3, atol=1e-5),
            f'history["{key}"][-1] is {got:.5f}, but the W and b that were returned give {expected:.5f}. '
            "Call evaluate after the epoch's last batch, on the whole set, and do not round what it gives.",
        )
    answer.unchanged((X, Y, X_val, Y_val), parameters)
    passed("linear_fit", W, b)


def test_mlp_model(target):
    from utils.model_checks import dense_layers, expect_units, keras_model

    model = keras_model(target, n_features=784, name="mlp_model")
    expect_units(dense_layers(model, "mlp_model"), [256, 10], "mlp_model")
    count = model.count_params()
    require(
        count == 203_530,
        f"`mlp_model` has {count:,} parameters; expected (784 + 1) * 256 + (256 + 1) * 10 = 203,530.",
    )
    passed("mlp_model")


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def losses(z, Y):
    """Compute each example's cross-entropy from logits: log(sum(exp(z))) less the logit of its own class."""
    top = z.max(axis=1)
    return top + np.log(np.exp(z - top[:, None]).sum(axis=1)) - (z * Y).sum(axis=1)


def binary(z, Y):
    p = sigmoid(z)
    return -np.mean(Y * np.log(p) + (1 - Y) * np.log(1 - p))


def step_by_hand(X, Y, W, b):
    """Compute the mean loss of a batch and its gradients, which assignment 03 has derived."""
    z = X @ W + b
    dz = (softmax(z) - Y) / len(X)
    return losses(z, Y).mean(), X.T @ dz, dz.sum(axis=0)
