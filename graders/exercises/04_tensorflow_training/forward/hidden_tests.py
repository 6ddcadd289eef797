"""Hidden checks of forward."""

import numpy as np

from utils.checks import require
from utils.tensor_checks import TensorFunction, gradients, parts


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def shared_sum(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum()


def case(rng, m, n, C, scale=1.0):
    """Draw X, W, b; every value is exact in float32."""
    X = rng.uniform(0, 1, (m, n)).astype(np.float32)
    W = rng.normal(0, scale, (n, C)).astype(np.float32)
    b = rng.normal(0, 2 * scale, C).astype(np.float32)
    return X, W, b, X.astype(float) @ W.astype(float) + b.astype(float)


def called(target, X, W, b):
    """Call the function and give its three results as answers of their own."""
    answer = TensorFunction(target, "forward", "X W b", variables="W b")(X, W, b)
    return parts(answer, "logits", "probas", "classes")


def check_logits(target, rng):
    """The logits are X @ W + b, for any number of examples, features and classes."""
    for m, n, C in ((int(rng.integers(5, 9)), 13, 4), (4, 784, 10), (3, 2, 7)):
        X, W, b, z = case(rng, m, n, C)
        logits, _, _ = called(target, X, W, b)
        logits.array(shape=(m, C)).finite().close(
            z,
            mistakes={
                "the bias b is not added": z - b,
                "the bias b is added twice, or another time": z + b,
                "the softmax is applied already: logits are the sums before it": softmax(z),
            },
            hint="Expected X @ W + b.",
            rtol=1e-3,
            atol=1e-4,
        )


def check_probabilities(target, rng):
    """The probabilities are the softmax of each row, and each row sums to 1."""
    for m, C in ((6, 4), (4, 6), (5, 5), (3, 10)):
        X, W, b, z = case(rng, m, 8, C)
        _, probas, _ = called(target, X, W, b)
        probas.array(shape=(m, C), kind="float").finite().close(
            softmax(z),
            mistakes={
                "each column sums to 1, but each row should: look at the axis of the softmax": softmax(z.T).T,
                "these are sigmoids: the classes exclude each other, use a softmax": 1 / (1 + np.exp(-z)),
                "the softmax is applied twice": softmax(softmax(z)),
                "these are the logits": z,
                "the whole array sums to 1, but each row should: give the sum an axis": softmax(
                    z.reshape(1, -1)
                ).reshape(z.shape),
                "the whole array sums to 1, but each row should: give the sum below an axis, too": shared_sum(z),
                "these come from logits without the bias": softmax(z - b),
            },
            hint="The probabilities are the softmax of each row of X @ W + b.",
            rtol=1e-3,
            atol=1e-5,
        )


def check_classes(target, rng):
    """The classes are whole numbers, the position of the largest entry of each row."""
    # Once with a clear winner in nearly every row, once with none that has more than half of the probability.
    for m, C, scale in ((40, 4, 3.0), (30, 10, 3.0), (5, 5, 3.0), (40, 6, 0.2)):
        X, W, b, z = case(rng, m, 6, C, scale)
        _, _, classes = called(target, X, W, b)
        classes.array(shape=(m,), kind="int", hint="One class for each row: argmax along axis 1.").close(
            z.argmax(axis=1),
            mistakes={
                "these are the least likely classes: argmax, not argmin": z.argmin(axis=1),
                "a row without a probability above 0.5 has a most likely class, too: no threshold and no rounding": (
                    (softmax(z) > 0.5).argmax(axis=1)
                ),
            },
            hint="The class of a row is the position of its largest logit: argmax along axis 1.",
        )


def check_large_logits(target, rng):
    """Logits of a thousand and more give probabilities, not nan."""
    X = np.eye(4, 3, dtype=np.float32)
    W = np.array([[2000, 1998, 0, -500], [-1500, -1501, -1499, -1500], [0, 1, 2, -1]], dtype=np.float32)
    W = W[:, rng.permutation(4)]
    b = rng.normal(0, 0.5, 4).astype(np.float32)
    z = X.astype(float) @ W + b
    logits, probas, classes = called(target, X, W, b)
    logits.array(shape=(4, 4)).finite().close(
        z,
        mistakes={
            "the bias b is not added": z - b,
            "the bias b is subtracted": z - 2 * b,
            "the softmax is applied already: logits are the sums before it": softmax(z),
        },
        hint="The logits may be large: leave them as they are.",
    )
    probas.array(shape=(4, 4)).finite(
        "Subtract each row's maximum before the exponential, or use tf.nn.softmax."
    ).close(
        softmax(z),
        hint="With large logits: subtract each row's own maximum before the exponential.",
        atol=1e-4,
        rtol=1e-3,
    )
    classes.array(shape=(4,)).close(
        z.argmax(axis=1),
        hint="The class of a row is the position of its largest logit, however close the others are: argmax along axis 1.",
    )


def check_one_example(target, rng):
    """A single image gives one row of logits and probabilities, and one class."""
    X, W, b, z = case(rng, 1, 9, 5)
    logits, probas, classes = called(target, X, W, b)
    hint = "One image alone is one row of X @ W + b."
    logits.array(shape=(1, 5)).close(z, hint=hint, rtol=1e-3, atol=1e-4)
    hint = "One image alone has one row of probabilities: the softmax runs along it, axis 1."
    probas.array(shape=(1, 5)).close(softmax(z), hint=hint, rtol=1e-3, atol=1e-5)
    hint = "One image alone has one class: argmax along axis 1."
    classes.array(shape=(1,), kind="int", hint=hint).close(z.argmax(axis=1), hint=hint)
    require(np.isclose(probas.value.sum(), 1, atol=1e-4), "The probabilities of a single image do not sum to 1.")


def check_gradient(target, rng):
    """A tape sees from the logits back to W and b."""
    X, W, b, z = case(rng, 5, 6, 3)
    called(target, X, W, b)[0].array(shape=z.shape)
    slope = rng.normal(size=z.shape)
    for name, got, expected in zip(
        ("W", "b"),
        gradients(lambda W, b: target(X, W, b)[0], {"W": W, "b": b}, slope),
        (X.astype(float).T @ slope, slope.sum(axis=0)),
        strict=True,
    ):
        require(
            got is not None and bool(np.any(got)),
            f"A GradientTape finds no way back from the logits to `{name}`, so nothing could be learnt: compute with "
            f"TensorFlow and with the variable itself, without NumPy, `.numpy()` or a copy in between.",
        )
        require(
            np.allclose(got, expected, rtol=1e-3, atol=1e-4),
            f"The slopes of the logits with respect to `{name}` are not those of X @ W + b: are the logits right?",
        )
