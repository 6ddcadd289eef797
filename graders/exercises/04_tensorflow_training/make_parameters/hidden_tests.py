"""Hidden checks of make_parameters."""

import numpy as np

from utils.checks import Function, require
from utils.describe import describe
from utils.tensor_checks import parts


def made(target, n, C):
    """Call the function and give W and b as answers of their own."""
    answer = Function(target, "make_parameters", "n C")(n, C)
    return parts(answer, "W", "b")


def check_variables(target, rng):
    """W and b are trainable float32 variables, two different ones."""
    import tensorflow as tf

    W, b = made(target, int(rng.integers(5, 30)), 4)
    for name, part in (("W", W), ("b", b)):
        require(isinstance(part.value, tf.Variable), f"`{name}` is {describe(part.value)}; expected a tf.Variable.")
        require(part.value.trainable, f"`{name}` is not trainable, so a tape would not watch it: drop trainable=False.")
        require(part.value.dtype == tf.float32, f"`{name}` has dtype {part.value.dtype.name}; expected float32.")
    # A second model must not train the first one's parameters.
    n = W.value.shape[0]
    first, second = made(target, n, 4), made(target, n, 4)
    first[0].value.assign_add(tf.ones_like(first[0].value))
    first[1].value.assign_add(tf.ones_like(first[1].value))
    require(
        np.abs(np.asarray(second[0].value)).max() < 0.5 and np.abs(np.asarray(second[1].value)).max() < 0.5,
        "A second call returns the variables of the first one, so that two models would share them: make new variables "
        "inside the function.",
    )


def check_shapes(target, rng):
    """W is (n, C) and b is (C,), for any number of features and classes."""
    for n, C in ((int(rng.integers(20, 60)), int(rng.integers(3, 9))), (3, 5), (1, 2), (6, 1)):
        W, b = made(target, n, C)
        W.array(shape=(n, C)).finite()
        b.array(shape=(C,)).finite()


def check_random(target, rng):
    """The weights are small random numbers around zero, each drawn on its own."""
    n, C = int(rng.integers(700, 900)), int(rng.integers(6, 12))
    W, _ = made(target, n, C)
    W = W.array(shape=(n, C)).finite().value
    spread = W.std()
    require(spread > 0, "All weights are the same; expected small random numbers.")
    require(
        0.0085 < spread < 0.0115,
        f"The {W.size} weights have standard deviation {spread:.3g}; expected about 0.01 (stddev=0.01).",
    )
    require(
        abs(W.mean()) < 0.25 * spread,
        f"The mean of the weights is {W.mean():.3g}; expected random numbers around zero, as many negative as positive.",
    )
    require(
        all(np.ptp(row) > 0 for row in W) and all(np.ptp(column) > 0 for column in W.T),
        "Whole rows or columns of W hold one and the same number: draw each entry on its own, with shape (n, C).",
    )
    # Entries drawn once and repeated would make the classes start as copies of each other.
    correlation = np.corrcoef(W.T) - np.eye(C)
    require(abs(correlation).max() < 0.5, "Columns of W are copies of each other: draw each entry on its own.")


def check_zeros(target, rng):
    """The bias starts at zero."""
    C = int(rng.integers(3, 9))
    _, b = made(target, 12, C)
    b.array().close(np.zeros(b.value.shape), hint="The bias starts at zero: tf.zeros.")
