"""The public tests of assignment 01. Reading them is allowed and wise: each one is a short list of questions.

A test climbs from easy to hard (is it a function, has the result the right shape, are the values right?) and stops at
the first question that fails, with a message that says what to look at. Passing here earns the public marks; the hidden
checks ask the same kind of question about other numbers and other sizes.
"""

import numpy as np

from utils.checks import Function, passed, require
from utils.steps import no_loop


def linear(z):
    """Leave z as it is: with this activation we see the weighted sum alone."""
    return np.asarray(z)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z)))


def test_binary_model(target):
    from utils.model_checks import dense_layers, expect_biases, expect_layers, keras_model

    model = keras_model(target, n_features=400)
    layers = dense_layers(model)
    expect_layers(layers, [(25, "sigmoid"), (15, "sigmoid"), (1, "sigmoid")])
    expect_biases(layers)
    count = model.count_params()
    require(count == 10_431, f"`model` has {count:,} parameters; expected 10,025 + 390 + 16 = 10,431.")
    passed("binary_model")


def test_my_dense(target):
    my_dense = Function(target, "my_dense", "a_in W b g")
    a_in = np.array([0.1, 0.2])
    # 2 features but 3 units: a loop over the features, or over the rows of W, cannot give 3 numbers.
    W = 0.1 * np.array([[1, 2, 3], [4, 5, 6]])
    b = 0.1 * np.array([1, 2, 3])
    no_bias = np.zeros(3)

    # First the weighted sum alone: no bias, and an activation that does nothing.
    answer = my_dense(a_in, W, no_bias, linear)
    answer.array(shape=(3,), hint="One number for each unit, that is for each column of W.").finite()
    answer.close(
        [0.09, 0.12, 0.15],
        mistakes={
            "the sigmoid is applied whatever g is: call g, the function you were given": [0.52248, 0.52996, 0.53743],
            "the units come out in reverse order": [0.15, 0.12, 0.09],
        },
        hint="Without bias and activation unit j gives the sum of a_in[i] * W[i, j] over the features i: column j of W.",
    )
    # Then the bias; its three values differ, so that a bias at the wrong unit shows.
    my_dense(a_in, W, b, linear).array(shape=(3,)).close(
        [0.19, 0.32, 0.45],
        mistakes={
            "the bias b is not added": [0.09, 0.12, 0.15],
            "every unit gets the bias of the first one: unit j has its own, b[j]": [0.19, 0.22, 0.25],
            "the bias b is added twice (or once for each feature)": [0.29, 0.52, 0.75],
        },
        hint="Unit j now gives its weighted sum plus b[j].",
    )
    # At last the activation.
    answer = my_dense(a_in, W, b, sigmoid)
    answer.array(shape=(3,)).close(
        [0.54735762, 0.57932425, 0.61063923],
        mistakes={
            "the activation g is not applied": [0.19, 0.32, 0.45],
            "g is applied before the bias is added": sigmoid([0.09, 0.12, 0.15]) + b,
            "g is applied twice": sigmoid([0.54735762, 0.57932425, 0.61063923]),
        },
        hint="Now g is the sigmoid: g(z_j) with z_j = sum of a_in[i] * W[i, j], plus b[j].",
    )
    passed("my_dense", answer)


def test_my_sequential(target):
    my_sequential = Function(target, "my_sequential", "x W1 b1 W2 b2 W3 b3")
    x = np.array([1.0, -2.0])
    # 2 -> 3 -> 2 -> 1 units: weights used in the wrong layer do not fit and stop with an error.
    W1, b1 = np.array([[0.5, -1.0, 1.5], [1.0, 0.5, -0.5]]), np.array([0.5, -0.5, 0.25])
    W2, b2 = np.array([[1.0, -2.0], [0.5, 1.5], [-1.0, 0.5]]), np.array([-0.25, 0.75])
    W3, b3 = np.array([[2.0], [-1.0]]), np.array([0.5])

    z1 = x @ W1 + b1
    z2 = sigmoid(z1) @ W2 + b2
    z3 = sigmoid(z2) @ W3 + b3  # [0.396]: not saturated, so that every mistake below moves the result
    answer = my_sequential(x, W1, b1, W2, b2, W3, b3)
    answer.array(shape=(1,), hint="One example in, one probability out.").finite()
    answer.close(
        sigmoid(z3),
        mistakes={
            "the last layer has no sigmoid": z3,
            "the sigmoid is applied once too often at the end": sigmoid(sigmoid(z3)),
            "the biases are left out": sigmoid(sigmoid(sigmoid(x @ W1) @ W2) @ W3),
            "only the last layer has a sigmoid: each of the three layers needs one": sigmoid((z1 @ W2 + b2) @ W3 + b3),
            "the first layer has no sigmoid": sigmoid(sigmoid(z1 @ W2 + b2) @ W3 + b3),
            "the second layer has no sigmoid": sigmoid(z2 @ W3 + b3),
        },
        hint="Print the result of each layer. Does layer 2 read the output of layer 1, and layer 3 that of layer 2?",
    )
    passed("my_sequential", answer)


def test_my_dense_v(target):
    my_dense_v = Function(target, "my_dense_v", "A_in W b g")
    # 4 examples, 2 features, 3 units: three different numbers, so that no wrong axis can fit by chance.
    A_in = 0.1 * np.arange(1, 9).reshape(4, 2)
    W = 0.1 * np.array([[1, 2, 3], [4, 5, 6]])
    b = 0.1 * np.array([[1, 2, 3]])

    # The products alone, then the bias, then the activation.
    products = [[0.09, 0.12, 0.15], [0.19, 0.26, 0.33], [0.29, 0.40, 0.51], [0.39, 0.54, 0.69]]
    answer = my_dense_v(A_in, W, np.zeros((1, 3)), linear)
    answer.array(shape=(4, 3), hint="One row for each example, one column for each unit.").finite().close(
        products,
        mistakes={
            "the sigmoid is applied whatever g is: call g, the function you were given": sigmoid(products),
            "only the first example is used": [products[0]] * 4,
        },
        hint="Without bias and activation row k is what my_dense gives for example k, A_in[k].",
    )
    my_dense_v(A_in, W, b, linear).array(shape=(4, 3)).close(
        np.add(products, b),
        mistakes={
            "the bias b is not added": products,
            "the bias b is added twice": np.add(products, 2 * b),
            "every unit gets the same bias": np.add(products, 0.1),
        },
        hint="Now with the bias: row k is what my_dense gives for A_in[k].",
    )
    answer = my_dense_v(A_in, W, b, sigmoid)
    answer.array(shape=(4, 3)).close(
        [
            [0.54735762, 0.57932425, 0.61063923],
            [0.57199613, 0.61301418, 0.65248946],
            [0.5962827, 0.64565631, 0.6921095],
            [0.62010643, 0.67699586, 0.72908792],
        ],
        mistakes={
            "the activation g is not applied": np.add(products, b),
            "g is applied before the bias is added": sigmoid(products) + b,
            "g is applied twice": sigmoid(sigmoid(np.add(products, b))),
        },
        hint="Now g is the sigmoid: row k is what my_dense gives for A_in[k].",
    )
    # A bias of shape (3,) has to give the same as one of shape (1, 3).
    my_dense_v(A_in, W, b[0], sigmoid).array(shape=(4, 3)).close(answer.value, hint="Here b has shape (3,).")
    # Three times as many examples give three times as many rows, but must not cost more lines of Python.
    many = np.tile(A_in, (3, 1))
    my_dense_v(many, W, b, sigmoid).array(shape=(12, 3)).close(
        np.tile(answer.value, (3, 1)), hint="Every example was given three times: its row comes three times, too."
    )
    no_loop(my_dense_v, (A_in, W, b, sigmoid), (many, W, b, sigmoid))
    passed("my_dense_v", answer)


def test_my_sequential_v(target):
    my_sequential_v = Function(target, "my_sequential_v", "X W1 b1 W2 b2 W3 b3")
    # 3 examples of 2 features; the first row is the x of `my_sequential`, and no row repeats another.
    X = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 0.0]])
    W1, b1 = np.array([[0.5, -1.0, 1.5], [1.0, 0.5, -0.5]]), np.array([0.5, -0.5, 0.25])
    W2, b2 = np.array([[1.0, -2.0], [0.5, 1.5], [-1.0, 0.5]]), np.array([-0.25, 0.75])
    W3, b3 = np.array([[2.0], [-1.0]]), np.array([0.5])

    z1 = X @ W1 + b1
    z2 = sigmoid(z1) @ W2 + b2
    z3 = sigmoid(z2) @ W3 + b3
    answer = my_sequential_v(X, W1, b1, W2, b2, W3, b3)
    answer.array(shape=(3, 1), hint="One row for each example, one probability in each.").finite()
    answer.close(
        sigmoid(z3),
        mistakes={
            "the last layer has no sigmoid": z3,
            "the sigmoid is applied once too often at the end": sigmoid(sigmoid(z3)),
            "the biases are left out": sigmoid(sigmoid(sigmoid(X @ W1) @ W2) @ W3),
            "every row holds the answer for the first example": [sigmoid(z3)[0]] * 3,
            "the examples come out in reverse order": sigmoid(z3)[::-1],
        },
        hint="Compare row 0 with `my_sequential(X[0], ...)`, layer by layer.",
    )
    # Four times as many examples give four times as many rows, but must not cost more lines of Python.
    weights = (W1, b1, W2, b2, W3, b3)
    many = np.tile(X, (4, 1))
    my_sequential_v(many, *weights).array(shape=(12, 1)).close(
        np.tile(answer.value, (4, 1)), hint="Every example was given four times: its row comes four times, too."
    )
    no_loop(my_sequential_v, (X, *weights), (many, *weights))
    passed("my_sequential_v", answer)


def test_predict_binary(target):
    predict_binary = Function(target, "predict_binary", "probabilities")
    # Neither sorted nor half above and half below: a median, a mean or a rank cannot pass for the threshold.
    probabilities = np.array([[0.9], [0.2], [0.7], [0.51], [0.49]])
    answer = predict_binary(probabilities)
    if answer.truth:
        answer.remarks.append("True and False count as 1 and 0; `.astype(int)` turns them into numbers.")
    answer.array(shape=(5, 1), kind="int", hint="One label for each row, in a column.").close(
        [[1], [0], [1], [1], [0]],
        mistakes={
            "0 and 1 are exchanged": [[0], [1], [0], [0], [1]],
            "all labels are 0: a conversion to integers alone cuts off what follows the point": np.zeros((5, 1)),
        },
        hint="A label is 1 where the probability is 0.5 or more, else 0.",
    )
    # Exactly one half counts as 1.
    predict_binary(np.array([[0.5], [0.1]])).array(shape=(2, 1), kind="int").close(
        [[1], [0]],
        mistakes={"exactly 0.5 has to count as 1 (>, and rounding to the even number, make it a 0)": [[0], [0]]},
        hint="The probabilities are 0.5 and 0.1: the labels are 1 and 0.",
    )
    passed("predict_binary", answer)
