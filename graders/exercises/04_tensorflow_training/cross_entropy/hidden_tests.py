"""Hidden checks of cross_entropy."""

import numpy as np

from utils.checks import require
from utils.tensor_checks import TensorFunction, gradients

ADVICE = "Expected the mean over the examples of log(sum(exp(z))) - z[right class]."


def losses(z, Y):
    top = z.max(axis=1)
    return top + np.log(np.exp(z - top[:, None]).sum(axis=1)) - (z * Y).sum(axis=1)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def case(rng, m, C, scale=1.5):
    z = rng.normal(0, scale, (m, C)).astype(np.float32)
    labels = rng.integers(0, C, m)
    return z, np.eye(C, dtype=np.float32)[labels]


def called(target, z, Y):
    answer = TensorFunction(target, "cross_entropy", "logits Y", variables="logits")(z, Y)
    return answer.number().finite(
        "The logarithm of a probability that was rounded to 0? Work with the logits themselves."
    )


def scaled(right):
    """Name the mistakes that put a factor before the loss; right holds each example's."""
    return {
        "the losses of the examples are added up; expected their mean": right.sum(),
        "the sign is wrong: the loss is minus the logarithm": -right.mean(),
    }


def check_values(target, rng):
    """The value is the mean cross-entropy of softmax(logits) with the labels."""
    for m, C in ((7, 4), (3, 6)):
        z, Y = case(rng, m, C)
        z64 = z.astype(float)
        right, p = losses(z64, Y), 1 / (1 + np.exp(-z64))
        binary = -(Y * np.log(p) + (1 - Y) * np.log(1 - p))
        called(target, z, Y).close(
            right.mean(),
            mistakes={
                "the softmax is applied twice: the function takes logits": losses(softmax(z64), Y).mean(),
                **scaled(right),
                "this is the binary cross-entropy; expected the categorical one": binary.mean(),
                "this is the binary cross-entropy summed over the classes; expected the categorical one": binary.sum(
                    axis=1
                ).mean(),
                "each column sums to 1, but each row should: look at the axis of the softmax": -np.mean(
                    np.log((softmax(z64.T).T * Y).sum(axis=1))
                ),
                "this is the mean over all entries; expected the mean over the examples": right.mean() / C,
                "the losses are added up and divided by the number of classes, not of examples": right.sum() / C,
                "the losses are added up and divided by 512, whatever the batch": right.sum() / 512,
                "logits and Y have changed places: the labels are Y": (
                    lambda z64=z64, Y=Y: np.mean(
                        np.sum(z64 * (np.log(np.exp(Y).sum(axis=1, keepdims=True)) - Y), axis=1)
                    )
                ),
                "the terms (1 - Y) log(1 - p) belong to a binary cross-entropy, not here": (
                    lambda z64=z64, Y=Y: (
                        -np.mean(np.sum(Y * np.log(softmax(z64)) + (1 - Y) * np.log(1 - softmax(z64)), axis=1))
                    )
                ),
                "the losses run along the columns; each example is a row": (
                    lambda z64=z64, Y=Y: losses(z64.T, Y.T).mean()
                ),
                "this is the logarithm to base 2; the natural one is meant": right.mean() / np.log(2),
                "this is the squared distance from the labels": np.mean((softmax(z64) - Y) ** 2),
            },
            hint=ADVICE,
        )


def check_mean(target, rng):
    """The value does not depend on how often the batch is repeated, nor on the order of its examples."""
    z, Y = case(rng, 5, 3)
    once = called(target, z, Y).value
    again = called(target, np.tile(z, (3, 1)), np.tile(Y, (3, 1))).value
    require(
        np.isclose(once, again, rtol=1e-4),
        f"A batch of 5 examples gives {once:.6g}; the same batch three times over gives {again:.6g}; expected the same: "
        "take the mean over the examples.",
    )
    order = rng.permutation(5)
    turned = called(target, z[order], Y[order]).value
    require(np.isclose(once, turned, rtol=1e-4), "The loss depends on the order of the examples; expected their mean.")
    wide = called(target, np.pad(z, ((0, 0), (0, 4)), constant_values=-100), np.pad(Y, ((0, 0), (0, 4)))).value
    require(
        np.isclose(once, wide, rtol=1e-4),
        "Four further classes of probability 0 change the loss: divide by the number of examples (rows), nothing else.",
    )
    require(np.isclose(once, losses(z.astype(float), Y).mean(), rtol=1e-3), f"The loss is {once:.6g}. {ADVICE}")


def check_large_logits(target, rng):
    """Logits of a thousand give a finite and exact loss, wrong classes of tiny probability too."""
    z = np.array([[1000, 0, -1000], [0, 400, -300], [-900, -901, -902]], dtype=np.float32)
    columns = rng.permutation(3)
    Y = np.eye(3, dtype=np.float32)[[1, 2, 0]][:, columns]
    each = losses(z[:, columns].astype(float), Y)
    answer = TensorFunction(target, "cross_entropy", "logits Y", variables="logits")(z[:, columns], Y)
    answer.number().finite(
        "The softmax is rounded to 0 or overflows, then comes the logarithm: use log(sum(exp)) with the row's maximum taken out."
    ).close(
        each.mean(),
        mistakes={
            **scaled(each),
            "this is the mean over all entries; expected the mean over the examples": each.mean() / 3,
        },
        hint="With logits of a thousand a probability rounds to 0; an epsilon in the logarithm only hides it. Compute "
        "the logarithm of the softmax directly (tf.reduce_logsumexp, tf.nn.log_softmax, or a loss that takes logits).",
    )


def check_shift(target, rng):
    """A constant added to all logits of an example changes nothing."""
    z, Y = case(rng, 4, 5)
    shift = rng.uniform(5, 20, (4, 1)).astype(np.float32)
    right = losses(z.astype(float), Y)
    called(target, z + shift, Y).close(
        right.mean(),
        mistakes={
            **scaled(right),
            "this is the mean over all entries; expected the mean over the examples": right.mean() / 5,
        },
        hint="A constant added to all logits of an example changes no probability.",
        rtol=1e-3,
    )


def check_sizes(target, rng):
    """One example, two classes and a large batch are as good as any."""
    for m, C in ((1, 2), (1, 10), (257, 10)):
        z, Y = case(rng, m, C)
        called(target, z, Y).close(losses(z.astype(float), Y).mean(), hint=ADVICE)


def check_gradient(target, rng):
    """A tape sees from the loss back to the logits: the gradient is (softmax - Y) / m."""
    z, Y = case(rng, 6, 4)
    called(target, z, Y)
    (got,) = gradients(lambda logits: target(logits, Y), {"logits": z}, 1.0)
    require(
        got is not None and bool(np.any(got)),
        "A GradientTape finds no way back from the loss to the logits, so nothing could be learnt: return what "
        "TensorFlow computed, not a Python or NumPy number made of it.",
    )
    require(
        np.allclose(got, (softmax(z.astype(float)) - Y) / len(z), rtol=1e-3, atol=1e-5),
        "The gradient of the loss with respect to the logits is not (softmax - Y) / m: is the loss itself right, and is "
        "nothing in it cut off?",
    )
