"""The public tests of 03_softmax_regression. Do read them: a test says what is asked, with numbers.

Every test calls your function on a small example whose answer was worked out beforehand, and climbs a ladder: is it
defined, does the call run, has the result the right type and shape, are the numbers right? The fixtures are never
square and never symmetric, so that a wrong axis or a forgotten transpose cannot pass.
"""

import numpy as np

from utils.checks import Answer, Function, passed, require
from utils.describe import describe
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    expect_ready_to_learn,
    keras_model,
)
from utils.steps import no_loop

# Five examples with three features, four classes. No two features or classes play the same part.
X = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0], [2.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 2.0, 0.0]])
Y = np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0]])
w = np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [-0.4, 0.3, -0.2, 0.1]])
b = np.array([[0.4, -0.1, 0.2, -0.3]])


def parts(answer: Answer, names: str) -> list[Answer]:
    """Take a returned tuple apart: one answer for each of its parts."""
    value, wanted = answer.value, names.split()
    if value is None:
        require(not answer.printed.strip(), f"{answer.call} prints its result but returns None: use `return`.")
    got = describe(value) if not isinstance(value, (tuple, list)) else f"{len(value)} values"
    require(
        isinstance(value, (tuple, list)) and len(value) == len(wanted),
        f"{answer.call} returns {got}; expected {len(wanted)} values: `return {', '.join(wanted)}`.",
    )
    return [Answer(part, f"{name} of {answer.call}", "", ()) for name, part in zip(wanted, value, strict=True)]


def row(answer: Answer, C: int, hint: str = "") -> Answer:
    """Ask for one number per class, of shape (1, C); (C,) will do."""
    answer.array()
    if np.shape(answer.value) == (C,):
        answer.value = answer.value.reshape(1, C)
    return answer.array(shape=(1, C), hint=hint)


def test_one_hot(target):
    one_hot = Function(target, "one_hot", "Y C")
    # The labels are in no order, and class 4 does not occur: the columns are counted by C, not by the largest label.
    labels = np.array([[2], [0], [3], [0], [1], [2]])
    expected = [[0, 0, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 1, 0], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0]]
    answer = one_hot(labels, 5)
    answer.array(
        shape=(6, 5),
        kind="int",
        hint="One row per label and C columns, even where a class does not occur (`Y.max() + 1` is not C): compare "
        "the column Y with a row of the C class numbers.",
    )
    answer.close(
        expected,
        mistakes={
            "the classes count from 0: label 2 belongs in column 2, the third": np.roll(expected, -1, axis=1),
            "the columns are reversed: column c belongs to class c": np.array(expected)[:, ::-1],
            "ones and zeros are exchanged: is `!=` where `==` belongs?": 1 - np.array(expected),
            "the labels are encoded twice: ones and zeros of an encoded row were taken for labels": np.array(expected)
            == np.arange(5),
        },
        hint="Row k has a single 1, in column Y[k].",
    )
    # Twice as many labels must not mean twice as many steps in Python.
    no_loop(one_hot, (labels, 5), (np.tile(labels, (20, 1)), 5), over="the labels")
    passed("one_hot", answer)


def test_softmax(target):
    softmax = Function(target, "softmax", "Z")
    Z = np.array([[1.0, 2.0, 3.0, 4.0], [2.0, 0.0, 0.0, 1.0], [-2.0, 5.0, 1.0, 0.0]])
    expected = [
        [0.0320586, 0.08714432, 0.23688282, 0.64391426],
        [0.61029569, 0.08259454, 0.08259454, 0.22451524],
        [0.0008888, 0.97469167, 0.0178521, 0.00656742],
    ]
    E = np.exp(Z)
    answer = softmax(Z)
    answer.array(shape=(3, 4)).finite().close(
        expected,
        mistakes={
            "each column sums to 1, but each row should: look at the axis": E / E.sum(axis=0),
            "all entries together sum to 1, but each row should: look at the axis": E / E.sum(),
            "these are the exponentials: the division by the sum of the row is missing": E,
            "a sigmoid gives every entry a number of its own; a softmax divides by the sum of the row": E / (1 + E),
        },
        hint="Each row: exp of every entry, divided by the sum of that row.",
    )
    # The same logits, moved by 1000 up or down row by row: the answer must be the same. exp(1000) alone is infinite.
    moved = softmax(Z + np.array([[1000.0], [0.0], [-1000.0]]))
    moved.array(shape=(3, 4)).finite("Subtract from each row its own maximum before the exponential.")
    moved.close(expected, hint="Subtract from each row its own maximum, not that of the whole array.")
    passed("softmax", answer, moved)


def test_example_gradient(target):
    example_gradient = Function(target, "example_gradient", "x y w b")
    x, y = X[:1], Y[:1]  # x = [[1, 0, 2]] has shape (1, 3), y = [[0, 0, 1, 0]] has shape (1, 4)

    # Zero weights give every class 1/4, so all of it can be done in the head: J = log 4, dz = 1/4 - y.
    zero = example_gradient(x, y, np.zeros((3, 4)), np.zeros((1, 4)))
    J, dw, db = parts(zero, "J dw db")
    J.number().finite().close(
        np.log(4),
        mistakes={
            "the sign is missing: J = -sum(y log A)": -np.log(4),
            "this is the mean over the classes; J sums over them": np.log(4) / 4,
            "this is the binary cross-entropy, summed over the classes. With a softmax only the true class counts: "
            "-sum(y log A)": np.log(4) + 3 * np.log(4 / 3),
        },
        hint="The weights are 0, so that every class has probability 1/4: J = -log(1/4).",
    )
    hint = "db has one number per class: dz itself, not its sum over the classes (that sum is always 0)."
    row(db, 4, hint).finite().close(
        [[0.25, 0.25, -0.75, 0.25]],
        mistakes={hint: np.zeros((1, 4))},
        hint="The weights are 0, so that dz = 1/4 - y, and db is dz.",
    )
    dw.array(shape=(3, 4)).finite().close(
        [[0.25, 0.25, -0.75, 0.25], [0, 0, 0, 0], [0.5, 0.5, -1.5, 0.5]],
        mistakes={"dw is x.T @ dz, with dz = A - y; here it looks like x.T @ z": np.zeros((3, 4))},
        hint="The weights are 0, so that dz = 1/4 - y: dw = x.T @ dz.",
    )

    # Any weights: now z = [-0.3, 0.7, 0.1, 0.3], bias included.
    answer = example_gradient(x, y, w, b)
    J, dw, db = parts(answer, "J dw db")
    J.number().finite().close(
        1.5505032,
        mistakes={
            "the bias b is not added to x @ w": 1.79544723,
            "there is a sigmoid before the softmax: the softmax takes z itself": 1.41343236,
            "this is the binary cross-entropy, summed over the classes. With a softmax only the true class counts: "
            "-sum(y log A)": 2.49244407,
        },
        hint="z = x @ w + b, A = softmax(z), J = -sum(y log A).",
    )
    dz = np.array([[0.1422025, 0.38654646, -0.7878588, 0.25910984]])
    row(db, 4, hint).close(
        dz,
        mistakes={"the sign is turned: dz = A - y": -dz, "dz is A - y, not A": dz + y, hint: 0 * dz},
        hint="db is dz = A - y.",
    )
    z = [[-0.3, 0.7, 0.1, 0.3]]
    dw.array(shape=(3, 4)).close(
        [dz[0], 0 * dz[0], 2 * dz[0]],
        mistakes={
            "dw is x.T @ dz; here it is made from z": x.T @ z,
            "dw is x.T @ dz with dz = A - y; here it is made from A": x.T @ (dz + y),
            "the sign is turned: dz = A - y": x.T @ -dz,
        },
        hint="dw is x.T @ dz, with dz = A - y.",
    )
    passed("example_gradient", answer)


def expect_step(step, m, J_expected, w_expected, b_expected):
    """Ask one gradient step (alpha = 0.5) on the first m examples for its cost and its new weights and biases."""
    hint = "Is it the mean over the examples, and is it the cost before the step?"
    answer = step(X[:m], Y[:m], w, b, 0.5)
    J, w_new, b_new = parts(answer, "J w b")
    J.number().finite().close(
        J_expected, mistakes={"J is a mean: divide the sum over the examples by m": m * J_expected}, hint=hint
    )
    change = np.array(w_expected) - w
    w_new.array(shape=(3, 4)).finite().close(
        w_expected,
        mistakes={
            "these are the old weights: has the step been taken?": w,
            "the gradient is not divided by m": w + m * change,
            "the step goes uphill: subtract alpha times the gradient": w - change,
            "this is the gradient itself: return the new weights, w - alpha * dw": -change / 0.5,
            "the step ignores alpha": w + change / 0.5,
        },
        hint="The new weights are w - alpha * dw, with dw the mean of the examples' gradients.",
    )
    change = np.array(b_expected) - b
    row(b_new, 4, "b keeps its shape, one number per class.").finite().close(
        b_expected,
        mistakes={
            "the biases have not moved. Sum dz over the examples (axis=0): over the classes its sum is always 0": b,
            "the gradient is not divided by m": b + m * change,
            "the step goes uphill: subtract alpha times the gradient": b - change,
        },
        hint="The new biases are b - alpha * db, with db the mean of the examples' gradients.",
    )
    answer.unchanged((X[:m], Y[:m], w, b, 0.5), "X Y w b alpha")
    return answer


def test_loop_step(target):
    loop_step = Function(target, "loop_step", "X Y w b alpha")
    answer = expect_step(
        loop_step,
        3,
        1.57702878,
        [
            [0.00274786, 0.07535653, 0.32158352, 0.60031208],
            [0.88611829, 0.44276443, 0.50464085, 0.76647643],
            [-0.30643611, 0.12877583, 0.0157876, -0.03812732],
        ],
        [[0.48048844, -0.23690929, 0.22961466, -0.27319381]],
    )
    passed("loop_step", answer)


def test_vectorized_step(target):
    vectorized_step = Function(target, "vectorized_step", "X Y w b alpha")
    answer = expect_step(
        vectorized_step,
        5,
        1.53677186,
        [
            [0.02338546, 0.09796834, 0.38570453, 0.49294167],
            [0.66168882, 0.64009877, 0.59236933, 0.70584308],
            [-0.36212493, 0.17001992, 0.00222698, -0.01012197],
        ],
        [[0.40417036, -0.1285483, 0.25893841, -0.33456047]],
    )
    # Twenty times as many examples must not mean more steps in Python.
    many = (np.tile(X, (20, 1)), np.tile(Y, (20, 1)))
    no_loop(vectorized_step, (X, Y, w, b, 0.5), (*many, w, b, 0.5))
    passed("vectorized_step", answer)


def test_train(target):
    train = Function(target, "train", "X Y alpha iterations")
    answer = train(X, Y, 0.5, 3)
    w_got, b_got, costs = parts(answer, "w b costs")
    costs.array(shape=(3,), hint="One cost for each iteration.").finite()
    # With zero weights every class gets 1/4, whatever X is: any other first cost means another start, or a late cost.
    costs.close(
        [1.38629436, 1.14368183, 0.9824776],
        mistakes={
            "the first cost is missing: record the J of each step, which is the cost before it": [
                1.14368183,
                0.9824776,
                0.86752074,
            ],
            "nothing is learned: put the new w and b into the next step": [1.38629436] * 3,
            "the costs are reversed": [0.9824776, 1.14368183, 1.38629436],
        },
        hint="All weights and biases start at 0, so the first cost is log(4) = 1.386.",
    )
    w_got.array(shape=(3, 4)).finite().close(
        [
            [-0.26733721, -0.24136464, 0.20614743, 0.30255443],
            [0.27728968, 0.10840726, -0.24010972, -0.14558721],
            [0.00363611, -0.24034602, 0.48513699, -0.24842708],
        ],
        hint="Return the weights after the last step.",
    )
    row(b_got, 4).finite().close(
        [[-0.09225249, -0.02652409, 0.15229684, -0.03352026]], hint="Return the biases after the last step."
    )
    passed("train", answer)


def test_accuracy(target):
    accuracy = Function(target, "accuracy", "A Y")
    # Rows 0, 1 and 4 of five agree: 60 %. Along the other axis two of the four columns agree: 50 %.
    A = np.array(
        [[0.1, 0.3, 0.4, 0.2], [0.4, 0.3, 0.2, 0.1], [0.3, 0.4, 0.2, 0.1], [0.2, 0.5, 0.2, 0.1], [0.3, 0.4, 0.2, 0.1]]
    )
    answer = accuracy(A, Y)
    answer.number().finite().close(
        60,
        mistakes={
            "this is a fraction: a percentage goes from 0 to 100": 0.6,
            "this is the percentage of wrong rows": 40,
            "this is a number of rows: divide by how many there are": 3,
            "probabilities are not to be rounded: the largest entry of a row may be below a half": 20,
            "argmax runs along the wrong axis: one answer per row means axis=1": 50,
        },
        hint="For each row compare the position of the largest entry of A with that of Y.",
    )
    passed("accuracy", answer)


def expect_compiled(model, name, optimizers=()):
    """Ask for the categorical cross-entropy of probabilities and, where they are given, one of some optimizers."""
    import keras

    optimizer = getattr(model, "optimizer", None)
    require(
        model.compiled and optimizer is not None, f"`{name}` is not compiled: call `{name}.compile(...)` in your cell."
    )
    require(model.loss, f"`{name}` is compiled without a loss.")
    y, p = (
        np.eye(4, dtype="float32")[[2, 0, 0]],
        np.array([[1, 2, 4, 3], [5, 2, 1, 2], [2, 3, 1, 4]], dtype="float32") / 10,
    )
    log_sum = np.log(np.exp(p).sum(axis=1, keepdims=True))
    try:
        got = Answer(np.mean(keras.losses.get(model.loss)(y, p)), f"The loss of `{name}`")
    except Exception:  # a loss that wants other shapes, such as the sparse one
        got = Answer(np.nan, f"The loss of `{name}`")
    require(
        np.isfinite(got.value),
        f"The loss of `{name}` does not take one-hot labels. Use the categorical cross-entropy; the sparse one is for "
        "integer labels.",
    )
    got.close(
        -np.mean(np.sum(y * np.log(p), axis=1)),
        mistakes={
            "this is the binary cross-entropy: ten classes need the categorical one": -np.mean(
                y * np.log(p) + (1 - y) * np.log(1 - p)
            ),
            "`from_logits=True` takes a second softmax: this model's last layer has one already": -np.mean(
                np.sum(y * (p - log_sum), axis=1)
            ),
            "this is the mean squared error: classes need a cross-entropy": np.mean((y - p) ** 2),
        },
        hint="Use the categorical cross-entropy.",
    )
    known = tuple(getattr(keras.optimizers, optimizer_name) for optimizer_name in optimizers)
    require(
        not known or isinstance(optimizer, known),
        f"`{name}` is compiled with {type(optimizer).__name__}; expected {' or '.join(optimizers)}.",
    )


def test_softmax_keras(target):
    name = "softmax_model"
    model = keras_model(target, 784, name)
    layers = dense_layers(model, name)
    expect_layers(layers, [(10, "softmax")], name)
    expect_biases(layers, name)
    expect_compiled(model, name, optimizers=("RMSprop", "Adam"))
    passed("softmax_keras")


def test_hidden_layer_keras(target):
    name = "hidden_model"
    model = keras_model(target, 784, name)
    layers = dense_layers(model, name)
    units = layers[0].units if layers else 15
    # Two layers: ReLU, with as many units as you like from 15 to 256, then one softmax unit per class.
    expect_layers(layers, [(units, "relu"), (10, "softmax")], name)
    require(15 <= units <= 256, f"The hidden layer of `{name}` has {units} units; take 15 to 256.")
    expect_biases(layers, name)
    expect_ready_to_learn(layers, name)
    expect_forward(model, layers, np.linspace(0, 1, 3 * 784).reshape(3, 784) ** 2, name)
    expect_compiled(model, name)
    passed("hidden_layer_keras")
