"""Hidden checks of compile_multiclass: the loss by its values, the optimizer, and that the model still gives logits."""

import numpy as np

from utils.checks import Answer, CheckFailed, Function, require
from utils.model_checks import dense_layers, expect_plain_loss, keras_model

TAKEN_FOR_PROBABILITIES = (
    "This loss takes its input for probabilities, but the model gives logits: say from_logits=True"
)
TAKEN_UNSCALED = "This loss takes its input for probabilities; the model gives logits, so say from_logits=True"


def check_loss(target, rng):
    """On random logits the loss is the mean of -log softmax(logits)[label], with the labels in a column."""
    model = _compiled(target)
    for m, scale in ((5, 1.0), (1, 2.0), (8, 3.0)):
        _compare(model, rng.integers(0, 10, m), rng.normal(0, scale, (m, 10)))


def check_large_logits(target, rng):
    """The loss stays right where softmax would round a probability to 0: it must work on the logits themselves."""
    model = _compiled(target)
    hint = (
        "For such logits the probability of the label is too small to tell from 0, so a loss that is computed from "
        "probabilities is cut off. Give the loss the logits themselves: from_logits=True."
    )
    for m in (4, 6):
        logits = rng.uniform(-20, 20, (m, 10))
        labels = logits.argmin(axis=1)
        logits[np.arange(m), labels] = -rng.uniform(40, 120, m)
        _compare(model, labels, logits, hint)


def check_optimizer(target, rng):
    """The optimizer is Adam with a learning rate of 0.001."""
    model = _compiled(target)
    kind = type(model.optimizer).__name__
    require(kind == "Adam", f"The optimizer is {kind}; expected Adam.")
    rate = float(np.asarray(model.optimizer.learning_rate))
    require(
        np.isclose(rate, 0.001, rtol=1e-3), f"The learning rate is {rate:.6g}; expected 0.001 (Adam's own default)."
    )


def check_still_logits(target, rng):
    """The model that is compiled still ends in ten logits."""
    layers = dense_layers(_compiled(target))
    require(layers and layers[-1].units == 10, "The compiled `model` should still have ten units in its last layer.")
    require(
        layers[-1].activation == "linear",
        f"The compiled `model` now ends in {layers[-1].activation}; it should still give logits, since the loss "
        "takes care of the softmax.",
    )


def _compiled(target):
    """Climb to a compiled model."""
    require(target is not None, "`model` is None: compile changes the model and returns nothing, so do not assign it.")
    model = keras_model(target, 400)
    if not model.compiled:
        raise NotImplementedError("`model` is not compiled yet: call model.compile(loss=..., optimizer=...).")
    return model


def _compare(model, labels, logits, hint=""):
    """Compare the model's loss with the cross-entropy in float64 for some images."""
    import keras

    loss = model.loss
    if isinstance(loss, dict):
        loss = list(loss.values())
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    require(loss is not None, "`model` is compiled without a loss, so there is nothing to make smaller: give loss=.")
    expect_plain_loss(model)
    kind = getattr(loss, "__name__", "")
    require(not isinstance(loss, type), f"`model.loss` is the class {kind} itself: make a loss of it, {kind}(...).")
    if isinstance(loss, str):
        loss = keras.losses.get(loss)
    m = len(labels)
    column, logits = labels.reshape(m, 1).astype(np.float32), logits.astype(np.float32)
    try:
        answer = Function(loss, "model.loss", "labels logits")(column, logits).array()
    except CheckFailed as error:
        raise CheckFailed(
            f"{error} The labels come as `fit` hands them over, a column of float32 (m, 1); the loss for whole-number labels "
            "is keras.losses.SparseCategoricalCrossentropy."
        ) from None
    require(
        answer.value.size in (1, m),
        f"{answer.call} returns shape {answer.value.shape}; expected one loss, or one for each of {m} images.",
    )
    z = logits.astype(np.float64)
    top = z.max(axis=1)
    own = np.log(np.exp(z - top[:, None]).sum(axis=1)) + top - z[np.arange(m), labels]
    clipped = np.clip(z, 1e-7, 1 - 1e-7)
    unscaled = np.clip(z, 1e-7, None)
    mistakes = {
        TAKEN_FOR_PROBABILITIES: _wrong(clipped, labels).mean(),
        TAKEN_UNSCALED: _wrong(unscaled, labels).mean(),
    }
    if m > 1:
        mistakes["This adds up over the images; leave the mean"] = own.sum()
        if answer.value.size == m:
            by_image = Answer(answer.value.reshape(m), answer.call).finite(hint)
            one_by_one = {
                words: _wrong(numbers, labels)
                for words, numbers in ((TAKEN_FOR_PROBABILITIES, clipped), (TAKEN_UNSCALED, unscaled))
            }
            by_image.close(
                own,
                mistakes=one_by_one,
                hint=hint or "One loss for each image is asked, in their order.",
                rtol=1e-3,
                atol=1e-4,
            )
    mean = Answer(float(answer.value.mean()), f"the mean of {answer.call}").finite(hint)
    hint = hint or "Asked is keras.losses.SparseCategoricalCrossentropy, made to work on logits."
    mean.close(own.mean(), mistakes=mistakes, hint=hint, rtol=1e-3, atol=1e-4)


def _wrong(positive, labels):
    """Compute the cross-entropy of numbers that are taken for unscaled probabilities."""
    return -np.log(positive[np.arange(len(labels)), labels] / positive.sum(axis=1))
