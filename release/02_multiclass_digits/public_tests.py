"""Public tests of 02_multiclass_digits. Reading them is allowed and wise: they say what is asked, rung by rung."""

import numpy as np

from utils.checks import Answer, CheckFailed, Function, passed, require
from utils.model_checks import (
    dense_layers,
    expect_biases,
    expect_forward,
    expect_layers,
    expect_ready_to_learn,
    keras_model,
)


def test_relu(target):
    """relu(z): the numbers above 0 stay, all others become 0, whatever the shape."""
    relu = Function(target, "relu", "z")

    # Both signs, a zero, fractions and nothing in order: abs, a step, a minimum and a clip at 1 all give other numbers.
    z = np.array([-2.5, 0.5, 0.0, -0.25, 3.0])
    answer = relu(z)
    answer.array(shape=z.shape, hint="One number comes out for each that goes in, the zeros too.").finite()
    answer.close(
        [0.0, 0.5, 0.0, 0.0, 3.0],
        mistakes={
            "the negative numbers lost their sign; relu turns them into 0": np.abs(z),
            "this keeps the negative half and drops the positive one: maximum, not minimum": np.minimum(z, 0),
            "this only says where z is above 0; relu keeps the value of z there": z > 0,
            "these are the right numbers in another order than z": [0.0, 0.0, 0.0, 0.5, 3.0],
            "nothing was changed: the negative numbers should become 0": z,
            "the results stop at 1; relu has no upper limit": np.clip(z, 0, 1),
            "this is the sigmoid; relu needs no exponential": 1 / (1 + np.exp(-z)),
            "this is one maximum for all of z; relu looks at each number on its own": np.full(5, 3.0),
        },
        hint="Each number on its own: itself where it is above 0, else 0.",
    )

    # Two axes, not square: "elementwise" means that the shape does not matter.
    Z = np.array([[0.5, -1.0, 2.0], [-3.0, 4.0, -0.5]])
    second = relu(Z)
    second.array(shape=Z.shape, hint="The shape that goes in is the shape that comes out.").finite()
    second.close([[0.5, 0.0, 2.0], [0.0, 4.0, 0.0]], hint="The same for two axes: each number on its own.")
    passed("relu", answer, second)


def test_my_softmax(target):
    """my_softmax(z): e^z_k divided by the sum of all e^z_j."""
    my_softmax = Function(target, "my_softmax", "z")

    # The figure of the text.
    z = np.array([1.0, 2.0, 3.0, 4.0])
    answer = my_softmax(z)
    answer.array(shape=(4,), hint="One probability comes out for each logit.").finite()
    answer.close(_softmax(z), mistakes=_softmax_mistakes(z), hint=_advice_on_sum(answer.value))

    # Not in order, with a negative logit and another length: no formula for four logits and no sorted answer passes.
    z = np.array([0.5, -1.0, 2.0])
    second = my_softmax(z)
    second.array(shape=(3,), hint="Take the number of logits from z.").finite()
    second.close(
        _softmax(z),
        mistakes={
            "these are the right numbers in the wrong order: entry k belongs to logit k": np.sort(_softmax(z)),
            **_softmax_mistakes(z),
        },
        hint=_advice_on_sum(second.value),
    )
    passed("my_softmax", answer, second)


def test_multiclass_model(target):
    """400 features -> 25 relu (L1) -> 15 relu (L2) -> 10 logits (L3)."""
    model = keras_model(target, 400)
    layers = dense_layers(model)
    expect_layers(layers, [(25, "relu"), (15, "relu"), (10, "linear")])
    expect_biases(layers)
    count = model.count_params()
    require(count == 10_575, f"`model` has {count:,} parameters; expected 10,575: 400*25+25, 25*15+15 and 15*10+10.")
    expect_ready_to_learn(layers)

    # Large pixels: an activation that is bent far from 0 shows itself.
    X = np.random.default_rng(5).uniform(0, 20, size=(3, 400))
    expect_forward(model, layers, X)
    names = [layer.name for layer in layers]
    require(
        names == ["L1", "L2", "L3"],
        f"The dense layers are called {', '.join(names)}; expected L1, L2, L3: give each layer its name=.",
    )
    passed("multiclass_model")


def test_compile_multiclass(target):
    """The loss takes logits and whole-number labels; the optimizer is Adam with learning rate 0.001."""
    require(target is not None, "`model` is None: compile changes the model and returns nothing, so do not assign it.")
    model = keras_model(target, 400)
    if not model.compiled:
        raise NotImplementedError("`model` is not compiled yet: call model.compile(loss=..., optimizer=...).")

    # One loss for two images, as `fit` asks for it: labels in a column, the first image right and the second one wrong.
    labels = np.array([[3], [0]], dtype=np.float32)
    logits = np.array(
        [[-1, 0, 0.5, 2, 1, -2, 0, 0.25, -0.5, 1], [-2, 1, 3, 0, 0.5, 0.75, -1, 0, 2, 0.25]], dtype=np.float32
    )
    rows = np.arange(2)
    own = -np.log(_softmax(logits)[rows, labels.ravel().astype(int)])
    clipped = np.clip(logits, 1e-7, 1 - 1e-7)
    from_probabilities = -np.log(clipped[rows, labels.ravel().astype(int)] / clipped.sum(axis=1))
    answer = _one_loss(model, labels, logits)
    answer.finite().close(
        own.mean(),
        mistakes={
            "This loss takes its input for probabilities, but the model gives logits: say from_logits=True": (
                from_probabilities.mean()
            ),
            "This adds up over the images; the mean is asked, which does not depend on the batch size": own.sum(),
        },
        hint="Asked is keras.losses.SparseCategoricalCrossentropy, made to work on logits.",
    )

    optimizer = model.optimizer
    kind = type(optimizer).__name__
    require(kind == "Adam", f"The optimizer is {kind}; expected Adam.")
    rate = float(np.asarray(optimizer.learning_rate))
    require(
        np.isclose(rate, 0.001, rtol=0.05),
        f"The learning rate is {rate:.6g}; expected 0.001 (Adam's own default).",
    )
    passed("compile_multiclass")


def test_predict_digit(target):
    """predict_digit(logits): first the digits (m,), then the probabilities (m, 10)."""
    predict_digit = Function(target, "predict_digit", "logits")

    # Three images, ten classes, the winners 7, 0 and 4 not in order. The second row is all negative and the third all
    # close together, so that a threshold finds nothing; the three rows have different sums, so that the axis matters.
    logits = np.array(
        [
            [-1.0, 0.5, -2.0, 1.0, 0.0, -0.5, -3.0, 2.5, 0.25, 1.5],
            [-0.1, -1.0, -4.0, -2.0, -3.0, -0.5, -2.5, -1.5, -5.0, -0.75],
            [0.0, 0.3, 0.1, 0.2, 0.4, -0.3, -0.1, -0.2, 0.15, 0.25],
        ]
    )
    digits, probabilities = _two(predict_digit(logits))
    probabilities.array(shape=(3, 10), hint="One row per image, one column per class.").finite()
    probabilities.close(
        _softmax(logits),
        mistakes={
            "this is a sigmoid of each logit on its own; the ten classes have to share one row": 1
            / (1 + np.exp(-logits)),
            "these are still the logits": logits,
            "the softmax was taken twice": _softmax(_softmax(logits)),
            "each column sums to 1, but each row, one image, should: look at the axis": _softmax(logits.T).T,
            "the softmax was taken over all images at once; each row should sum to 1: look at the axis": (
                _softmax(logits.ravel()).reshape(3, 10)
            ),
        },
        hint=_advice_on_sum(probabilities.value),
    )
    digits.array(shape=(3,), kind="int", hint="One digit per image: argmax over the classes of each row.")
    digits.close(
        [7, 0, 4],
        mistakes={
            "these are the least probable digits: argmax, not argmin": logits.argmin(axis=1),
            "classes are counted from 0, so the position is the digit": [8, 1, 5],
        },
        hint="The digit of an image is the position of the largest of its ten probabilities.",
    )
    passed("predict_digit", digits, probabilities)


def _softmax(z):
    """Compute the softmax of the last axis."""
    e = np.exp(np.float64(z) - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _softmax_mistakes(z):
    """Say what some well-known mistakes would give for one vector of logits."""
    e = np.exp(z)
    return {
        "the sum is missing: divide each exponential by the sum of all of them": e,
        "these are the logits divided by their sum; the exponential comes first": z / z.sum(),
        "the exponentials are divided by the largest one, not by their sum": e / e.max(),
        "the exponent has the wrong sign: the largest logit should get the largest probability": _softmax(-z),
        "this is a power of 2, not of e: use np.exp": 2**z / (2**z).sum(),
        "this is the sigmoid of each logit on its own; the softmax divides by the sum over all of them": e / (1 + e),
        "this is the logarithm of the softmax": np.log(_softmax(z)),
    }


def _advice_on_sum(probabilities):
    """Say what the probabilities of one vector, or of each row, sum to."""
    sums = probabilities.sum(axis=-1)
    if np.allclose(sums, 1.0, atol=1e-4):
        return "It sums to 1, as it should, but the shares are wrong. Compute e^z for each logit by hand and compare."
    return f"Probabilities sum to 1, but these sum to {np.round(sums, 4)}. What is each exponential divided by?"


def _one_loss(model, labels, logits):
    """Compute the mean loss of some images with the loss that the model was compiled with."""
    import keras

    loss = model.loss
    if isinstance(loss, dict):
        loss = list(loss.values())
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    require(loss is not None, "`model` is compiled without a loss, so there is nothing to make smaller: give loss=.")
    kind = getattr(loss, "__name__", "")
    require(not isinstance(loss, type), f"`model.loss` is the class {kind} itself: make a loss of it, {kind}(...).")
    if isinstance(loss, str):
        loss = keras.losses.get(loss)
    try:
        answer = Function(loss, "model.loss", "labels logits")(labels, logits).array()
    except CheckFailed as error:
        raise CheckFailed(
            f"{error} The labels come as `fit` hands them over, a column of float32 (m, 1); the loss for whole-number labels "
            "is keras.losses.SparseCategoricalCrossentropy."
        ) from None
    require(
        answer.value.size in (1, len(labels)),
        f"{answer.call} returns shape {answer.value.shape}; expected one loss, or one for each image.",
    )
    return Answer(float(answer.value.mean()), f"the mean of {answer.call}")


def _two(answer):
    """Take what predict_digit returns apart into digits and probabilities."""
    value = answer.value
    if value is None:
        answer.array()  # says that it returns None, or prints
    pair = isinstance(value, (tuple, list)) and len(value) == 2
    require(pair, f"{answer.call} should return two things, `digits, probabilities`, but it returns {_kind(value)}.")
    shapes = [_shape(part) for part in value]
    require(
        not (len(shapes[0]) == 2 and shapes[0][-1] == 10 and len(shapes[1]) == 1),
        f"{answer.call} returns the probabilities first; the order asked is `digits, probabilities`.",
    )
    names = ("digits", "probabilities")
    return [Answer(part, f"the {name} of {answer.call}") for part, name in zip(value, names, strict=True)]


def _kind(value):
    """Name what came back in place of two things."""
    if isinstance(value, (tuple, list)):
        return f"{len(value)} things"
    return f"one, of shape {_shape(value)}" if _shape(value) else "one"


def _shape(value):
    """Give the shape of an array, a tensor or a list of equal rows, else ()."""
    try:
        return tuple(np.shape(value))
    except ValueError:
        return ()
